"""What anyone may do with a published night, from its files alone: read it, check it again, render it again, compare it with other editions.

Nothing here is an asset or needs Dagster to run; the assets that publish a night stand in `assets/reports.py`. Read `recheck.py` first.
"""
