"""What-if scenarios: the file of a scenario, and how it changes the settings and the optimiser's input.

A scenario changes a copy. The night that it starts from, and the portfolio, stay as they are. How a scenario is planned and
compared does not belong here. Read `scenario_file.py` first.
"""
