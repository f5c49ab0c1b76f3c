"""The families of rules, one module each: a new family of rules begins here, as a module of its own.

What a module declares is explained in optimizer/model/family_modules.py. relations: rules between projects. people: roles
and the people in them. money: funds. declared: limits that the portfolio office declares. A new module in one of these
rooms is found by itself; it needs its line in optimizer/linear/rule_families.py and its check in optimizer/verifier. Read
people/capacity.py first.
"""
