"""Floor 1: the rules that the canonical tables must meet before a plan is made.

A new business rule goes into a file of `business/`. `rule_model/` says what a rule is, what it looks at and what it
returns; `expectations/` holds the rules that Great Expectations runs as well; `gate/` runs all rules on a night;
`scorecard/` and `effects/` say what the findings mean for the quality of the data and for the plan; `gx_polars/` lets
Great Expectations read Polars frames. Solving, Dagster and reports do not belong on this floor. Read `rule_model/rule.py`
first, then `gate/judging.py`. Importing this package does not import Great Expectations.
"""
