"""Rules about a project or its relations to others: choice, prerequisites, exclusions, programmes and synergies.

Limits on groups of projects that the portfolio office declares are in the room `declared`. Read prerequisite.py first.
"""
