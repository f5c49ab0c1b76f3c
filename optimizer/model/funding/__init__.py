"""The funding of a selection: its spend, the purses that can pay the spend, who pays what, and the missing money.

A purse is the money of a fund for one cost class in one fiscal year. families/money makes the rows of budgets; this room has the
sets of purses that such rows are about, and the integer flow that divides spend over purses. Read needs.py first, then
network.py.
"""
