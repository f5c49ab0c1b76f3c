"""How far a project is from the plan, or from leaving it: the least change of money, people, cost or value that decides.

What a change of a budget or a rule does to the whole portfolio is no part of this room. Read `joining.py` first; `cheaper.py` is
about the cost of the project itself.
"""
