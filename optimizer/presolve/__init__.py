"""What can be concluded before a solver sees the model: options and projects that are settled, and tighter rows.

It uses what a solver is not told: at most one option of a project is chosen. The integer rows that answers are checked against
stay as they are. Read reductions.py first.
"""
