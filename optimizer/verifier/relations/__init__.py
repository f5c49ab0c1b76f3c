"""Checks of the chosen options, of required projects, and of dependencies, programmes and synergies between projects.

Read dependencies.py first.
"""
