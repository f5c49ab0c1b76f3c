"""The records of a quality rule: the rule, the night that it looks at, its objections, its result, and its exceptions.

This room contains no rule (see `business/` and `expectations/`), and runs none (see `gate/`). Read `rule.py` first.
"""
