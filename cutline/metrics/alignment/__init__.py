"""How well projects serve the objectives of the portfolio: weights of criteria, weighted scores, line of sight, theme shares, shared benefits.

Money that a project earns does not belong here: see `value`. Read `weighted_scores.py` first.
"""
