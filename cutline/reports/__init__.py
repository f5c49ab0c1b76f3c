"""Makes what people read: frames come in, the bytes of files go out.

`tables/` builds the published tables from the results of a night, and all other files are made from these tables: the
sheets of the workbook (`sheets/`, drawn by `workbook.py`), the headline (`headline/`), the web page (`page.py`, with
`charts.py`), CSV and Parquet (`flat.py`), and the page of a trend (`trend.py`). The figures themselves are computed in
`cutline/metrics` and `cutline/ledger`; `cutline/ledger` also books the ledger. Read `tables/published_table.py` first.
"""
