"""The integer model of a portfolio: the rows of every rule family, and the dependent columns of a selection of options.

The dependent columns (people bought, synergies earned) are computed in exact integers. This room has the code that states a rule
as rows, that says who can change the rule, and that cuts off a selection that violates the rule. optimizer/problem has the
decision problem, optimizer/solver calls the solvers, and optimizer/search finds the best plan. Read building.py first, then a
family such as families/people/capacity.py.
"""
