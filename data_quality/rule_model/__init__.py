"""What a quality rule is: the rule, the night that it looks at, its objections, its result, and exceptions to it.

No rule is written here (see `business/` and `expectations/`), and none is run here (see `gate/`). Read `rule.py` first.
"""
