"""Earned value and earned schedule of projects in flight, by control account, project, programme and portfolio.

Milestones, delivery rates and health ratings do not belong here: see `progress`. Read `earned_value.py` first.
"""
