"""The tables that a night publishes, as frames: what the workbook, the page and the flat files are all made from.

Each subject has its file, with the functions that make its tables and the list of those tables in `TABLES`. Titles and widths of columns belong
in `cutline/reports/sheets`, measures in `cutline/metrics`. Read `published_table.py` first, then `selection.py`.
"""
