"""How busy people are by role, unit and skill, before and after the plan, and which roles are over-allocated.

Which people the plan may buy is a choice, and belongs in `cutline.choices.limits`. Read `utilisation.py` first.
"""
