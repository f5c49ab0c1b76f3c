"""What a quality rule is: the rule itself, the night that it looks at, the objections it returns, its result and the
exceptions to it.

No rule is written here (see `business/` and `expectations/`), and none is run here (see `gate/`). Read `rule.py` first.
"""
