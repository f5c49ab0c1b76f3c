"""Finds the least relief that makes a problem feasible: money in purses, people of roles, or a lower floor.

A purse is the money of a fund for one cost class in one fiscal year. A floor is a least value in the worst scenarios.
`optimizer.infeasible.fewest_lifted` finds the rules that must be lifted if no amount helps. Read `least_relief.py` first.
"""
