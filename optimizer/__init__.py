"""Floor 1: chooses the portfolio with a mixed-integer program, and verifies the answer independently of the model.

The input is the choice frames (cutline.contracts.choice_frames). The output is a Plan (plan.py), or the reason why no plan
exists. Every amount of this package is an integer: money in minor units, people in milli-FTE. The package knows nothing of
files, calendars, discounting or orchestration: cutline.choices makes the frames. Read plan.py first, then search/solve.py.
From the lowest to the highest, the rooms are verifier, linear, solver, problem, model, presolve and search; explain and
infeasible are above them.
"""
