"""Reads spreadsheet files: xlsx, ods and xls.

Read `sheets.py` first; `sheet_scan.py` looks for what the spreadsheet library would silently read as an empty cell.
"""
