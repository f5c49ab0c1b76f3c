"""Rules about projects and other projects: one way of running each, prerequisites, exclusions, programmes, synergies.

Limits over groups of projects that the portfolio office declares are in the room declared. Read prerequisite.py first.
"""
