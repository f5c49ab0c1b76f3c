"""How sure a plan is: which projects stay in it when value, cost, budgets and weights vary within declared ranges.

The draws themselves are made by the caller. Read `input_draws.py` first, then `solving.py` and `shares.py`.
"""
