"""Integer rows, their form as arrays, and the registry of rule families: what every other room of the optimiser shares.

This room knows nothing of projects or solvers. How the rows of a portfolio are made is in optimizer/model. Read rows.py first.
"""
