"""Rules about roles and the people in them: capacity, the overtime and contractors that are bought, the people that are hired.

Read capacity.py first.
"""
