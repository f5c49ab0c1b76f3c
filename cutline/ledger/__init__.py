"""The plan as bookings, their release up to the next stage gate, and the check that the bookings tie to the cent.

These modules turn a plan into bookings, in this order: `frames` (the plan as frames), `spent_lines` (what the chosen
options spend, line by line), `stage_gates` (which part of an allocation is released and which is reserved), `entries` (two
entries for each allocation). Then `check` compares the entries with the amounts that `recomputing` derives from the
accepted lines independently of the plan. The optimiser decides which fund pays for which project; that decision does not
belong in this room. Read `entries.py` first.
"""
