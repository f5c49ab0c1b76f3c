"""What finished projects teach about the estimates of open ones: outcomes, accuracy of forecasts, reference class corrections.

Forecasts of one running project from its own progress do not belong here: see `earned_value`. Read `outcomes.py` first.
"""
