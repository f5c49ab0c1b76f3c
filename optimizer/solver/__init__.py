"""The only room that calls solver libraries: HiGHS (highspy) for every search, PuLP for files and for other solvers.

HiGHS computes in floating point with tolerances. It gets scaled copies of the integer rows (`scaling.py`). No solution of HiGHS
is accepted before the integer check, which belongs to `optimizer.search`. Read `live_model.py` first.
"""
