"""The search of large portfolios: a large neighbourhood search for plans, and beside it a search for the bound.

The search for the bound is one of the whole model. Portfolios of up to `large_portfolios.WHOLE_MODEL_OPTIONS` options do
not come here: the exact search solves them as one model. Read `large_portfolios.py` first.
"""
