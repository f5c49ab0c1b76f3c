"""Processes that answer many questions about one problem at the same time, with the same answers whatever their number.

What is asked does not belong here: the caller hands over the function. Read `worker_pool.py` first.
"""
