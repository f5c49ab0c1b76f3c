"""The rules that Great Expectations also runs: rules of the table contracts, and user rules under [[quality.expect]].

Each rule is an expectation of Great Expectations and a Polars predicate, so that the expectation and the predicate can
confirm each other. Rules that only a predicate can express belong in `business/`; the engine that lets Great Expectations
read Polars frames is `gx_polars/`. Read `contract_rules.py` first.
"""
