"""The least relief that makes a problem feasible: money in purses, people of roles, a lower floor under the worst scenarios.

Rules that would have to be lifted because no amount helps are in `optimizer.infeasible.fewest_lifted`. Read `least_relief.py`
first.
"""
