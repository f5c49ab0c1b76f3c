"""How much money, how many people and which periods a plan may use: budgets, capacity, offers, and planning blocks.

Offers are people who can be bought or hired, and money that can be carried over. Planning blocks are periods far out that
are planned together. Rules that the portfolio office declares in [rules] belong to `cutline.choices.rules`, even a
virement, which moves money too. Read `budgets_and_capacity.py` first; `planning_blocks.py` is only about time, and can be
read without the others.
"""
