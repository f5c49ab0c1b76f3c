"""Checks of the rules about projects and other projects: options, requirements, dependencies, programmes, synergies.

Read dependencies.py first.
"""
