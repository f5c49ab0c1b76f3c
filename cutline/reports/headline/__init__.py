"""The headline figures of a night: what the summary sheet, the page and the terminal all say in the same words.

Each file words the lines of one subject from the published tables; `headline.py` puts them in order. Read `headline.py` first.
"""
