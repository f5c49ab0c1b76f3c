"""The search of portfolios that are not solved as one model: by their core, or by neighbourhoods and a second process for the bound.

`core_search.py` solves only the options that a better plan can contain. If they are too many, a large neighbourhood search finds
plans, and a second process that solves the whole model lowers the bound. Portfolios of up to
`large_portfolios.WHOLE_MODEL_OPTIONS` options are solved as one model by the exact search. Read `large_portfolios.py` first.
"""
