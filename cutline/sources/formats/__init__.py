"""Opens delivered files and reads them into rows of text cells, exactly as written: one file for each format.

Formats of one kind may share a file. The room gives no meaning to a cell: `typed_rows` decides about numbers, dates and
unknown values. A new format needs a file of its own in this room, one line in `known_formats.py`, and one word in
`cutline.settings.sources.Format`. Read `reading.py` first, then `known_formats.py`.
"""
