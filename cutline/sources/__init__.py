"""Turns exported files into the canonical tables: takes deliveries in, reads text, maps headers, and types the cells.

Every cell is first read as text; headers are mapped to columns, and cells are typed by contract. A row with a cell that is
not understood goes to quarantine; no module of this room guesses a value.

`cutline.contracts` defines the canonical tables, `cutline.settings.sources` defines how a source is declared, and the
quality gate checks whether the accepted rows make sense. A night passes through the rooms in this order: `deliveries`
(which files count), `formats` (a file to rows of text), `mapping` (headers to columns), `typed_rows` (text to values, and
the quarantine). Besides them, `crosswalk` joins ids of several systems, `schema_drift` notices changed columns, and
`inspecting` serves `cutline inspect`. Read `mapping/raw_tables.py` first.
"""
