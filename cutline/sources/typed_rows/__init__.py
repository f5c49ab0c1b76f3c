"""Turns the text cells of raw tables into typed values by contract, and sets rows with bad cells aside (quarantine).

Every row is accounted for. Where a cell comes from is the business of `mapping`. Read `parsing.py` first, then
`cell_reader.py`.
"""
