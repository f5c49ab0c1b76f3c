"""Integer rows, their form as arrays, and the registry of rule families, which the rooms of the optimiser share.

Nothing in this room knows projects or solvers. optimizer/model makes the rows of a portfolio. Read rows.py first.
"""
