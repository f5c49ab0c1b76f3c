"""The options of each project: every mode and start in which it may run or be stopped, with its value, spend and demand.

Also the reasons why a project has no option, and the projects that must be in the plan. What a line costs is decided in
`cutline.choices.costing`; what money and people there are is counted in `cutline.choices.limits`; how projects depend on one
another is in `cutline.choices.rules`. Read `building.py` first, then `choices.py`, which describes every frame that the
optimiser gets.
"""
