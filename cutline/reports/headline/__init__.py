"""The headline of a night: the lines that the summary sheet, the page and the terminal show in the same words.

Each file words the lines of one subject from the published tables, and `headline.py` puts them in order. The figures themselves belong in
`cutline/reports/tables`. Read `headline.py` first.
"""
