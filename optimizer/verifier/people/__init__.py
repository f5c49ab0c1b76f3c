"""Checks of the rules about people: the capacity of roles, people bought and people hired. Read capacity.py first."""
