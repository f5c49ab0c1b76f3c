"""The look of the workbook's sheets, as data: each names the published table that it shows, its title and its columns.

Each family of sheets has its file, with its sheets in `SHEETS` in the order in which they stand in the workbook. How a
sheet is drawn belongs in `cutline/reports/workbook.py`. What a table holds is computed in `cutline/reports/tables`: a new
column is first made there. Read `sheet.py` first, then `selection.py`.
"""
