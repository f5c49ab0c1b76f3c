"""Floor 1: the mixed-integer program that picks the portfolio, and the verifier that does not believe it. Integers in, a Plan out.

Knows nothing of files, calendars, discounting or orchestration: see cutline.choices.options.building for how a portfolio becomes these integers.
"""
