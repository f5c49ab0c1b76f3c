"""What each project is taken to cost: how a cost line of the accepted table becomes a dated amount to decide on.

A cost line goes through these steps in this order. Each step has one module:

1. currency: `cutline.valuation.currency` brings the table `cost_lines` into the portfolio's currency at the locked rates.
2. deciding lines: `cutline.valuation.deciding_lines` keeps the forecast of a project. If the project has no forecast, it
keeps the plan. It never keeps the baseline. 3. estimate to complete: `estimate_to_complete` replaces what the plan of a
project in flight would still spend. 4. correction: `corrections` multiplies submitted costs by the factor of the optimism
bias or the reference class. 5. date: `dated_lines` finds the period of a line: the start plus the offset of the line, or
the day that the line states.

`decision_costs` runs steps 1 to 4; read it first. `cutline.choices.options.option_lines` takes step 5 for every mode and
start, and sums the lines to the spend of an option in the prices of the budgets. The plan then chooses among the options,
and `cutline.ledger` books what it chose.

`comparable_tables` is not one of these steps: it prepares tables whose sums are only compared. Benefits, people and budgets
do not belong in this room.
"""
