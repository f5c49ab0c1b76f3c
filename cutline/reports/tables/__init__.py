"""Computes the tables that a night publishes, as frames: workbook, page and flat files are all made from them.

Each subject has its file, with the functions that make its tables and the list of those tables in `TABLES`; a new column is
first made there. Titles and widths of columns belong in `cutline/reports/sheets`, measures in `cutline/metrics`. Read
`published_table.py` first, then `selection.py`.
"""
