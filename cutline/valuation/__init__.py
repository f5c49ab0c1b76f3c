"""The arithmetic of money that metrics and choices share: which lines count, currency, real and nominal prices, discounting,
rounding.

Functions here turn amounts into other amounts. Measures such as NPV belong to `cutline.metrics.value`, and the options that
the optimiser chooses from belong to `cutline.choices`. Read `present_value.py` first.
"""
