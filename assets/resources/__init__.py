"""What assets are handed from outside: the portfolio's folder, the clock, and the stores of results between steps.

What assets do with these belongs in the files of their groups. Read `portfolio.py` first.
"""
