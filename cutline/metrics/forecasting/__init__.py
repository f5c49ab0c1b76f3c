"""What finished projects teach about the estimates of open projects: outcomes, forecast accuracy, reference classes.

Reference classes give corrections of open estimates. Forecasts of a running project from its own progress belong in
`earned_value`. Read `outcomes.py` first.
"""
