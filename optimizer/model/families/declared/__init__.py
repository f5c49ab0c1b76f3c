"""Limits that the portfolio office declares: groups, shares of money, average risk, work in progress, worst scenarios.

How a declaration in portfolio.toml becomes weights of options is in cutline/choices/rules. Read group.py first.
"""
