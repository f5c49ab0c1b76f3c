"""Explains a plan: why each project is left out, and whether a changed problem would change the plan.

Every explanation comes from further solves of the same model. `optimizer.infeasible` explains why a problem has no plan, and
`cutline.reports` has the words for people. Read `reasons.py` first.
"""
