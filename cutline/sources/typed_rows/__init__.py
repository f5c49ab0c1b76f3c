"""Turns the text cells of raw tables into typed values by contract, and sets rows with bad cells aside (quarantine).

Every row is accounted for. `mapping` decides which cell fills which column. Read `parsing.py` first, then
`cell_reader.py`.
"""
