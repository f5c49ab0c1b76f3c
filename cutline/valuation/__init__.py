"""The arithmetic of money that metrics and choices share: deciding lines, currency, prices, discounting, rounding.

Deciding lines are the forecast lines of a project or, if it has none, its plan lines: a decision rests on them. Prices are
real or nominal. The functions of this room turn amounts into other amounts. Measures such as NPV belong to
`cutline.metrics.value`, and the options that the optimiser chooses from belong to `cutline.choices`. Read
`present_value.py` first.
"""
