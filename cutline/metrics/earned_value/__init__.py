"""Earned value and earned schedule of projects in flight, by control account, project, programme and portfolio.

The actual cost (AC), like PV and EV, is read from the table `evm` and added up by month in `time_phased.py`;
`earned_value.py` takes it up to the status date. Milestones, delivery rates and health ratings belong in `progress`. Read
`earned_value.py` first.
"""
