"""Rules about funds: what they pay for is within what they hold, also when some projects come in at their high cost.

A purse is what a fund holds of one cost class in one fiscal year. Who pays what, and which sets of purses must be looked
at, is in optimizer/model/funding. Read budget.py first.
"""
