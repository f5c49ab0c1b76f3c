"""Answers questions about a night: each module reads a published night's files, solves what is asked, and returns it.

`other_data.py` answers the question of the quality gate of a night that is not published yet.

No module of this room is an asset, writes a file, or needs Dagster to run. The formulas are in `optimizer/explain`. Read
`project_card.py` first.
"""
