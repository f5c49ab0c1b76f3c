"""Checks of the limits that the portfolio office declares, and of the floors under the value in the worst scenarios.

Read limits.py first.
"""
