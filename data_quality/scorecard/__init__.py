"""How good the data are from night to night: scores of sources and owners, freshness of fields, exceptions that run out.

An exception is shown with the days that it has left. What a finding means for the plan is not here but in `effects/`. Read
`quality_frames.py` first: it computes all frames together.
"""
