"""The exact search: the solver works in floating point, and every selection that it returns is checked in integers.

A selection that violates an integer row is cut off. This room also adds the rows that are too many to write down in advance
(`lazy_rows.py`), and repairs a selection that violates a row when no time is left for another solve (`repair.py`). The
neighbourhood search of large portfolios is in `search/large`. Read `exact_search.py` first.
"""
