"""The money of a selection: what it spends, which purses can carry it, who pays what, and how much is missing.

A purse is what a fund holds of one cost class in one fiscal year. The rows that budgets have in the model are in
families/money; here are the sets of purses that such rows are about and the integer flow that divides spend over purses.
Read needs.py first, then network.py.
"""
