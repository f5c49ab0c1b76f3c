"""The nights that people approved: a chain of records, each beside a copy of its night, and the signatures of those who approved.

The folder `approved` of a portfolio holds all of them and nothing else, so that it can be checked on another machine. What a night
contains and how it is published is no part of this room. Read `approval.py` first.
"""
