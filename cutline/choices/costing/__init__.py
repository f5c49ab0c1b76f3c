"""What each project is taken to cost: the way of a cost line from the accepted table to a dated amount to decide on.

The steps, in the order in which a line takes them, each in one place:

1. currency: `cutline.valuation.currency` brings the table `cost_lines` into the portfolio's currency at the locked rates.
2. deciding lines: `cutline.valuation.deciding_lines` keeps a project's forecast, else its plan, and never the baseline.
3. estimate to complete: `estimate_to_complete` replaces what the plan of a project in flight would still spend.
4. correction: `corrections` multiplies submitted costs by the factor of the optimism bias or the reference class.
5. dated: `dated_lines` finds the period of a line, from a start and the line's offset or from the line's day.

`decision_costs` runs steps 1 to 4; read it first. `cutline.choices.options.option_lines` takes step 5 for every mode and
start, and sums the lines to the spend of an option in the prices of the budgets. From there the plan decides, and
`cutline.ledger` books.

`comparable_tables` stands beside that way: it prepares tables whose sums are only compared. Benefits, people and budgets do
not belong here.
"""
