"""Floor 1: chooses the portfolio with a mixed-integer program, and verifies the answer independently of the model.

The choice frames (cutline.contracts.choice_frames) come in, a Plan (plan.py) or the reason why there is none goes out.
Everything here is an integer: money in minor units, people in milli-FTE. This floor knows nothing of files, calendars,
discounting or orchestration: cutline.choices makes the frames. Read plan.py first, then search/solve.py. The rooms from the
lowest to the highest: verifier, linear, solver, problem, model, presolve, search, and at the top explain and infeasible.
"""
