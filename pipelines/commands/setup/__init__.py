"""The commands that prepare: a portfolio folder to fill, a sample portfolio to try, a look at the machine.

Each command stands in the file of its name. What the folders hold belongs in `cutline/samples`. Read `init.py` first.
"""
