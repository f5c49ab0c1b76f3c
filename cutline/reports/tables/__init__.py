"""Computes the tables that a night publishes, as frames: workbook, page and flat files are made from these frames.

Each subject has its file, with the functions that make its tables and the list of those tables in `TABLES`; a new column is
first made in the file of its subject. Titles and widths of columns belong in `cutline/reports/sheets`, measures in
`cutline/metrics`. Read `published_table.py` first, then `selection.py`.
"""
