"""What projects are worth in money: cash flows, investment appraisal, rates of return, public-sector value, and totals.

Totals are sums over programmes, portfolios and all projects. Discounting, price bases and currencies do not belong here:
choices need them too, so they stand in `cutline.valuation`. Read `investment_appraisal.py` first.
"""
