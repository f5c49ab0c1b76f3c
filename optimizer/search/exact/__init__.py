"""The exact search: the solver answers in floating point, and every answer is checked against the integer rows.

A false answer is cut off. Rows that are too many to write down in advance (`lazy_rows.py`) and what remains of a false
answer when time runs out (`repair.py`) belong here too; the neighbourhood search of large portfolios does not. Read
`exact_search.py` first.
"""
