"""How busy people are by role, unit and skill, before and after the plan, and which roles are over-allocated.

Which people the plan may buy does not belong here: that is a choice, in `cutline.choices.limits`. Read `utilisation.py` first.
"""
