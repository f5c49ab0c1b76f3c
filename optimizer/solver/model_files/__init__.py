"""The integer model for people and other programs: as a PuLP model, and as .lp, .mps and .json files.

Every number of the integer model stands in these forms with all its digits. `row_sides.py` gives columns and rows their names.
The scaled model that another engine gets does not belong here (`optimizer/solver/engines`). Read `writing.py` first.
"""
