"""The search of large portfolios: a large neighbourhood search for plans, and beside it a search of the whole model for the
bound.

Portfolios of up to `large_portfolios.WHOLE_MODEL_OPTIONS` options do not come here: the exact search solves them as one model.
Read `large_portfolios.py` first.
"""
