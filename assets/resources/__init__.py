"""The objects that assets get from outside: the portfolio's folder, the clock, and the stores of results between steps.

The use of these objects belongs in the files of the groups. Read `portfolio.py` first.
"""
