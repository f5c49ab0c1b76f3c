"""The tables of measures that a night makes: topics, the catalogue of all tables, and the dictionary of columns.

The meaning and the formula of a measure do not belong in this room: each measure is a function in `cutline.metrics`. This
room reads the canonical tables into the form that these functions take, and says which tables are made and published. Read
`catalogue.py` first.
"""
