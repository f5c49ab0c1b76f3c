"""The settings of portfolio.toml: a file for each section, with its keys, defaults, limits and checks.

Keys, their meaning and the errors about them belong in this room. The effect of a setting belongs to the room that reads
the setting. Read `all_settings.py` first; it lists the sections.
"""
