"""What budgets, people and rules are worth to the whole portfolio: prices of rules, next useful units, other years, other amounts.

What lets one project in or out is in `optimizer/explain/thresholds`. Every module here changes the problem, solves it again, and
tells what was proven. Read `greatest_value.py` first, then `rule_prices.py`.
"""
