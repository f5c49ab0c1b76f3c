"""Finds the plan of a problem: the search, its stages, its stopping rules, and the process that enforces the time limit.

The rows of the model belong in `optimizer.model`, calls of solver libraries in `optimizer.solver`, and explanations why a problem
has no plan in `optimizer.infeasible`. `exact/` holds the loop that checks every solution of the solver in integers. `large/`
holds the neighbourhood search for portfolios that are too large to be solved as one model. Read `solve.py` first.
"""
