"""Maps the headers of an export to canonical columns, as the feeds of a source declare it. Cells stay text.

The cells of a column that no feed reads are kept in a separate field of the row. `typed_rows` types the cells. Read
`raw_tables.py` first.
"""
