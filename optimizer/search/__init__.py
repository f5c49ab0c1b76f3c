"""From a problem to a plan: the search itself, its stages, its stopping rules, and the process and the clock around it.

What a row of the model says does not belong here (`optimizer.model`), nor does a call of a solver library (`optimizer.solver`),
nor the question why there is no plan (`optimizer.infeasible`). `exact/` holds the loop that checks every answer of the solver in
integers; `large/` holds the neighbourhood search for portfolios that are too large to be solved as one model. Read `solve.py`
first.
"""
