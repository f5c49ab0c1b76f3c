"""Decides which delivered files count tonight: it lists the drop zone and remote folders, keeps a copy of every content, and
names each file used, superseded, repeated or waiting. It does not look into the files; that is the room `formats`.
Read `intake.py` first.
"""
