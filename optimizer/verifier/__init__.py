"""The independent check of a plan: every rule and the objective are computed again from the frames and the plan.

This room shares no code with the model, so that an error in the model cannot hide itself: of the optimiser it imports the plan
alone. A module declares its checks and is found by itself. Read verify.py first, then people/capacity.py as an example.
"""
