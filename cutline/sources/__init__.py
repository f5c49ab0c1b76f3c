"""Turns exported files into the canonical tables: takes deliveries in, reads text, maps headers, and types the cells.

Every cell is first read as text; headers are mapped to columns, and cells are typed by contract. A cell that is not
understood goes to quarantine; nothing here guesses a value.

What a canonical table is stands in `cutline.contracts`; how a source is declared stands in `cutline.settings.sources`;
whether the accepted rows make sense is a question for the quality gate. The rooms in the order in which a night passes
through them: `deliveries` (which files count), `formats` (a file to rows of text), `mapping` (headers to columns),
`typed_rows` (text to values, and the quarantine). Besides them, `crosswalk` joins ids of several systems, `schema_drift`
notices changed columns, and `inspecting` serves `cutline inspect`. Read `mapping/raw_tables.py` first.
"""
