"""Runs the rules of quality: on a whole night or on one typed table, and sets rows aside if rules say so.

This room also has the table of all rules in force. The rules themselves are in `business/` and `expectations/`. Read
`judging.py` first.
"""
