"""Limits that the portfolio office declares: groups, shares of money, average risk, work in progress, worst scenarios.

cutline/choices/rules turns a declaration in portfolio.toml into weights of options. Read group.py first.
"""
