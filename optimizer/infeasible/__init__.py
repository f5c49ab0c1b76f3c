"""When there is no plan: which rules contradict one another, the cheapest repair, and the best plan under that repair.

`relief/` finds the least additional money or people, and how far a floor must be lowered. What a rule is, and which rows stand
behind it, is in `optimizer.model.rules_and_rows`. Why a single project is left out of a plan is asked in `optimizer.explain`.
Read `way_out.py` first.
"""
