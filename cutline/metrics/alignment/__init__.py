"""How well projects serve the objectives of the portfolio: criteria and their weights, scores, line of sight, themes.

Benefits that several projects claim belong in this room, too. Money that a project earns belongs in `value`. Read
`weighted_scores.py` first.
"""
