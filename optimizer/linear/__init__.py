"""Rows, matrices and the registry of rule families: what every other room of the optimiser shares and what knows nothing of
projects or solvers.

Here belong exact integer rows, their form as arrays, and what the optimiser must know of each family of rules. How the rows of
a portfolio are made is in optimizer/model. Read rows.py first.
"""
