"""The independent check of a plan: every rule and the objective are computed again from the frames and the plan.

The verifier shares no code with the model, so that an error of the model is not repeated in the check. The only module of the
optimiser that it imports is optimizer/plan.py. Every module of this room declares its checks in a constant CHECKS, and
verify.py discovers the modules automatically. Read verify.py first, then people/capacity.py as an example of a check.
"""
