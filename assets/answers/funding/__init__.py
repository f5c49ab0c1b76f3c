"""Answers about the money, the people and the rules of a published night as a whole. The formulas are in `optimizer/explain/funding`.

No module of this room is an asset or writes a file. Read `night_rule_prices.py` first.
"""
