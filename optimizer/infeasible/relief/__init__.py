"""The least relief that makes a problem feasible: money in purses, people of roles, a lower floor under bad scenarios.

A purse is what a fund holds of one cost class in one fiscal year. The floor is that under the worst scenarios. Rules that
would have to be lifted because no amount helps are in `optimizer.infeasible.fewest_lifted`. Read `least_relief.py` first.
"""
