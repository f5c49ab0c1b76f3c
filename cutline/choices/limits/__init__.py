"""How much money and how many people a plan may use: budgets, capacity, people that can be bought or hired, money that can be carried over.

Also the periods that are planned together far out. What the portfolio office declares in [rules] belongs to `cutline.choices.rules`, although a
virement there moves money too. Read `budgets_and_capacity.py` first.
"""
