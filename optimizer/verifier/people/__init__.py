"""Checks of the rules about roles: capacity, people bought and people hired. Read capacity.py first."""
