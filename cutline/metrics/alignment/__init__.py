"""How well projects serve the objectives of the portfolio: criteria and their weights, scores, line of sight, themes.

Benefits that several projects claim belong here too. Money that a project earns does not: see `value`. Read
`weighted_scores.py` first.
"""
