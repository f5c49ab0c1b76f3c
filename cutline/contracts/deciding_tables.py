"""The tables on which the choice of a project rests."""

# A bad row in one of these may hide cost, need or value: the project cannot be judged until it is mended.
DECIDING_TABLES = ("projects", "modes", "cost_lines", "benefits", "demand")
