"""Hands the ledger of a night over to a finance system: the lines to book, in the layout that the system reads.

What is booked follows from the ledger (`cutline/ledger`) alone; this room decides nothing about money. A layout is a TOML file in
`layouts/` or of the user. Read `booking_lines.py` first.
"""
