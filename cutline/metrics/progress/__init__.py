"""How projects are doing against what was baselined and reported: milestones, delivery rates, health ratings, their trend over the nights.

Earned value does not belong here: it has a room of its own, `earned_value`. Read `health.py` first.
"""
