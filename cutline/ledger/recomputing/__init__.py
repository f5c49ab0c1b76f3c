"""Recomputes what a plan owes, from nothing but the accepted lines and without the code that made the plan.

`cutline.ledger.check` compares the recomputed amounts with the bookings. The modules of this room are plain Python over the
rows of the canonical tables. None of them imports `cutline.choices`, `cutline.valuation.price_basis`,
`cutline.valuation.currency` or `cutline.ledger.spent_lines`, so that an error in that code is not repeated in the check.
Two figures are taken as given from `cutline.metrics`, because the code of the plan takes them from that package as well:
the estimate to complete of earned value, and the multiplier of a reference class.

A line passes through these modules in this order: `accepted_lines` (which lines count, in the portfolio's currency),
`estimates` (the estimate to complete in place of the plan), `corrections` (optimism bias or reference class), `owed` (dated
from the chosen start, in the prices of the budgets, by fiscal year). Read `owed` first. `people` prices the people who are
bought.
"""
