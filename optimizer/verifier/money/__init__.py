"""Checks of the rules about funds: every cost is paid, no purse is overdrawn, high costs can be paid. Read funding.py first."""
