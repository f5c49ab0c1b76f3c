"""Reads the files of scheduling programs: Primavera XER and XML, and Microsoft Project XML.

Each reader fills the records of `records.py`, and `schedule_rows.py` turns these into rows headed like the canonical
tables. Read `schedule_rows.py` first.
"""
