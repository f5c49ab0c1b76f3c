"""What projects are worth in money: cash flows, investment appraisal, rates of return, public-sector value, and totals.

Totals are sums over programmes, portfolios and all projects. Discounting, price bases and currencies are in
`cutline.valuation`, because `cutline.choices` needs them, too. Read `investment_appraisal.py` first.
"""
