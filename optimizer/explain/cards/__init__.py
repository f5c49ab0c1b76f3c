"""The card of every project in the night: how far a project that is left out is from the plan, and one of the plan from leaving it.

The searches themselves are in `optimizer/explain/thresholds`. This room decides in which order they run, within one budget of work.
Read `cards.py` first.
"""
