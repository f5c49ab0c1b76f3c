"""Decides which delivered files count tonight: used, superseded, repeated, too new or waiting.

The room lists the drop zone and remote folders and keeps a copy of every content. It does not read contents: the room
`formats` does. Read `intake.py` first.
"""
