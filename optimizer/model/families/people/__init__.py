"""Rules about roles and their people: capacity, overtime and contractors that are bought, and people that are hired.

Read capacity.py first.
"""
