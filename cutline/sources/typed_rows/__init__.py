"""Turns the text cells of raw tables into typed values by contract, sets rows with bad cells aside in the quarantine, and
accounts for every row. Where a cell comes from is the business of `mapping`. Read `parsing.py` first, then `cell_reader.py`.
"""
