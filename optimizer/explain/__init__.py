"""What a plan does not say by itself: why each project is left out, and whether a changed problem would change the plan.

Every answer comes from further solves of the same model. Why there is no plan at all is asked in `optimizer.infeasible`; words
for people are in `cutline.reports`. Read `reasons.py` first.
"""
