"""Maps the headers of an export to canonical columns, as the feeds of a source declare it. Cells stay text here.

A column that nothing reads is kept aside. Typing of the cells is the business of `typed_rows`. Read `raw_tables.py` first.
"""
