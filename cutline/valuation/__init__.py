"""The arithmetic of money that metrics and choices share: deciding lines, currency, prices, discounting, rounding.

Deciding lines are the lines that count; prices are real or nominal. Functions here turn amounts into other amounts.
Measures such as NPV belong to `cutline.metrics.value`, and the options that the optimiser chooses from belong to
`cutline.choices`. Read `present_value.py` first.
"""
