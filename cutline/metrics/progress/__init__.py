"""How projects do against what was baselined and reported: milestones, delivery rates, health ratings and their trend.

Earned value does not belong here: it has a room of its own, `earned_value`. Read `health.py` first.
"""
