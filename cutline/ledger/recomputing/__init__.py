"""Works out again what a plan owes, from the accepted lines alone and by another road than the plan took.

`cutline.ledger.check` compares the two. Everything here is plain Python over the rows of the canonical tables. Nothing here
imports `cutline.choices`, `cutline.valuation.price_basis`, `cutline.valuation.currency` or `cutline.ledger.spent_lines`: an
error there must not be repeated here. Two figures are taken as given from `cutline.metrics`, because the plan does not
derive them either: the estimate to complete of earned value, and the multiplier of a reference class.

A line's way: `accepted_lines` (which lines count, in the portfolio's currency), `estimates` (the estimate to complete in
place of the plan), `corrections` (optimism bias or reference class), `owed` (dated from the chosen start, in the prices of
the budgets, by fiscal year). Read `owed` first. `people` prices the people who are bought.
"""
