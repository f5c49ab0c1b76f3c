"""The rules that Great Expectations runs too: those of the table contracts, and the user's under [[quality.expect]].

Each is an expectation of Great Expectations and a Polars predicate, so that one can confirm the other. Rules that only
a predicate can express belong in `business/`; the engine that lets Great Expectations read Polars frames is
`gx_polars/`. Read `contract_rules.py` first.
"""
