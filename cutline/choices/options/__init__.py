"""The options of each project: every mode and start in which it may run or be stopped, with its value, spend and demand.

The room also finds the reasons why a project has no option, and the projects that must be in the plan.
`cutline.choices.costing` decides what a line costs, `cutline.choices.limits` counts the money and the people, and
`cutline.choices.rules` says how projects depend on one another. Read `building.py` first, then `choices.py`, which
describes every frame that the optimiser gets.
"""
