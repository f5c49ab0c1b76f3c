"""How much money and how many people a plan may use: budgets, capacity, people who can be bought or hired, money that can be
carried over.

Also the periods far out that are planned together. Rules that the portfolio office declares in [rules] belong to
`cutline.choices.rules`, even a virement, which moves money too. Read `budgets_and_capacity.py` first.
"""
