"""The quality of the data from night to night: scores of sources and owners, freshness of fields, expiring exceptions.

An exception is shown with the days that it has left. The effect of a finding on the plan is in `effects/`. Read
`quality_frames.py` first: it computes all frames together.
"""
