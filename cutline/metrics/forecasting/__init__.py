"""What finished projects teach about the estimates of open ones: outcomes, forecast accuracy, reference classes.

Reference classes give corrections of open estimates. Forecasts of one running project from its own progress do not belong
here: see `earned_value`. Read `outcomes.py` first.
"""
