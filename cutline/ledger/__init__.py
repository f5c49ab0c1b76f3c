"""The plan as bookings, their release up to the next stage gate, and the check that the bookings tie to the cent.

A plan's way to its bookings: `frames` (the plan as frames), `spent_lines` (what the chosen options spend, line by line),
`stage_gates` (which part of an allocation is released and which is reserved), `entries` (two entries for each allocation).
Then `check` compares the entries with what `recomputing` works out from the accepted lines by another road. Which fund pays
for what is the optimiser's decision and does not belong here. Read `entries.py` first.
"""
