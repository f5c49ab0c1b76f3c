"""Runs the rules of quality: on a whole night or on one typed table, and sets rows aside where rules say so.

The table of all rules in force stands here too. The rules themselves stand in `business/` and `expectations/`. Read
`judging.py` first.
"""
