"""What is decided on, as integers: projects, options, budgets, people and relations.

They stand in an order that does not depend on ids. Here the choice frames become the frozen Problem. How a portfolio
becomes choice frames is in cutline/choices; the rows of the model are in optimizer/model. Read records.py first, then
building.py.
"""
