"""Explains an infeasible problem: the rules in conflict, the cheapest repair, and the best plan under the repair.

`relief/` finds the least additional money or people, and by how much a floor must be lowered. `optimizer.model.rules_and_rows`
says which rows belong to which rule. `optimizer.explain` explains why a single project is left out of a plan. Read `way_out.py`
first.
"""
