"""What to do about a cell that was not understood: the setting under which it would be read, or whom to ask.

A remedy is tried on the cell before it is told. Read `cell_remedies.py` first.
"""
