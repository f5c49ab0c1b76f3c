"""The commands that answer questions about published nights: one project, or two nights side by side.

Each command is in the file of its name. The answers are gathered in `assets/published_nights`, and the searches are in
`optimizer/explain`. Read `explain.py` first.
"""
