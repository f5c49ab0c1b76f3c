"""Rules about funds: funds pay no more than they hold, even if some projects come in at their high cost.

A purse is the money of a fund for one cost class in one fiscal year. optimizer/model/funding works out who pays what, and which
sets of purses have rows. Read budget.py first.
"""
