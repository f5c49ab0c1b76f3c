"""What a user may set in portfolio.toml: a file for each section, with its keys, defaults, limits and checks.

Keys, their meaning and the errors about them belong here. What a setting does belongs to the room that reads it. Read
`all_settings.py` first; it lists the sections.
"""
