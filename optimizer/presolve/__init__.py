"""Presolve: fixes options and projects, and tightens rows, before a solver gets the model.

Presolve relies on a fact that a solver does not use: at most one option of a project is chosen. Presolve does not change the
integer rows against which the solver's selections are checked. Read reductions.py first.
"""
