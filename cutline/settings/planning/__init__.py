"""What the plan may choose and by what it is judged: the section [planning] with its objectives and blends, and the
ranges of [robustness].

Limits that the portfolio office declares are in `rules.py`, one room above. Read `planning_section.py` first.
"""
