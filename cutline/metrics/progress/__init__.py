"""How projects perform against baselines and reported ratings: milestones, delivery rates, health ratings, trend.

Earned value belongs in its own room, `earned_value`. Read `health.py` first.
"""
