"""Decides which delivered files count tonight: used, superseded, repeated or waiting.

This room does not read the contents of the files.

The room lists the drop zone and remote folders and keeps a copy of every content. The room `formats` reads the contents.
Read `intake.py` first.
"""
