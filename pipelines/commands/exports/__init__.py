"""The commands about delivered files: what a file holds, what arrived, what was not understood, and what is accepted.

What is accepted becomes the new standard.

Each command stands in the file of its name, and beside it the file that does its work and prints it. How files are read belongs in
`cutline/sources`. Read `waiting.py` first.
"""
