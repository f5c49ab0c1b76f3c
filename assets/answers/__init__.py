"""Answers questions about a published night: each module reads the night's files, solves what is asked, and returns it.

No module of this room is an asset, writes a file, or needs Dagster to run. The formulas are in `optimizer/explain`. Read
`project_card.py` first.
"""
