"""The decision problem in integers: projects, options, budgets, people and relations.

This room turns the choice frames into the frozen Problem, whose order does not depend on ids. cutline/choices turns a portfolio
into choice frames, and optimizer/model turns the Problem into rows. Read records.py first, then building.py.
"""
