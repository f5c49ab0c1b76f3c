"""Decides which delivered files count tonight: used, superseded, repeated or waiting. It does not look into the files.

The room lists the drop zone and remote folders and keeps a copy of every content. What is in the files is read by the room
`formats`. Read `intake.py` first.
"""
