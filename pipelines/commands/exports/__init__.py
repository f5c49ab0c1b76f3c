"""The commands about delivered files: what a file holds, what arrived, what was not understood, and what is accepted.

An accepted shape of exports becomes the new standard. Each command is in the file of its name; another file of this folder
does the work of the command and prints the result. Reading files belongs in `cutline/sources`. Read `waiting.py` first.
"""
