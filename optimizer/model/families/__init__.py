"""The rule families, one module for each family: to add a family of rules, add a module to one of the sub-rooms.

The sub-rooms are relations (rules between projects), people (roles and their people), money (funds) and declared (limits that the
portfolio office declares). A new module is discovered automatically. It also needs a line in optimizer/linear/rule_families.py
and a check in optimizer/verifier. optimizer/model/family_modules.py explains what a module declares. Read people/capacity.py
first.
"""
