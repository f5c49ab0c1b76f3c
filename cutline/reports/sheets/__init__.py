"""The look of the workbook's sheets, as data: each sheet names the published table it shows, its title and its columns.

Each family of sheets has its file, with its sheets in `SHEETS` in the order of the workbook. `cutline/reports/workbook.py`
draws a sheet. `cutline/reports/tables` computes the tables: a new column is first made in that room. Read `sheet.py` first,
then `selection.py`.
"""
