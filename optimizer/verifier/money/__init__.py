"""Checks of the rules about funds: every cost is paid, no purse is overdrawn, and the robust budgets are kept.

A purse is what a fund holds of one cost class in one fiscal year. Read funding.py first.
"""
