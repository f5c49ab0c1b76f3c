"""The commands that prepare: a portfolio folder to fill, a sample portfolio to try, a look at the machine.

Each command is in the file of its name. The contents of the folders belong in `cutline/samples`. Read `init.py` first.
"""
