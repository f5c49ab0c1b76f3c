"""What can be concluded before a solver sees the model: options that no plan or no best plan holds, and rows that are tighter
for the same plans.

It uses what a solver is not told: at most one option of a project is chosen. The integer rows that answers are checked against
stay as they are. Read reductions.py first.
"""
