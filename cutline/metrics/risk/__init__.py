"""Risk exposure, the causes of its change, overdue reviews, and the simulated spread of cost and value.

The spread is measured around the estimates of cost and value. Limits on the risk of a plan are rules, and belong in
`cutline.choices.rules`. Read `exposure.py` first.
"""
