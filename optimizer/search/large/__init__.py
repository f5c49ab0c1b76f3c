"""The search of large portfolios: a large neighbourhood search finds plans, and a second process lowers the bound.

The second process solves the whole model. Portfolios of up to `large_portfolios.WHOLE_MODEL_OPTIONS` options are solved as one
model by the exact search. Read `large_portfolios.py` first.
"""
