"""The integer model of a portfolio: its rows, family by family, and what follows from a selection of options.

What follows from a selection is computed in exact integers. Here belongs whatever states a rule as rows, says which people
can change the rule, or cuts off a selection that breaks it. What is decided on is in optimizer/problem; solvers are called
in optimizer/solver and the search for the best plan is in optimizer/search. Read building.py first, then a family such as
families/people/capacity.py.
"""
