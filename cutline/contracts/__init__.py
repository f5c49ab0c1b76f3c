"""What the data of Cutline look like: the columns of every table, the calendar, the meaning of statuses and modes, and the
frames that the optimiser reads.

Data contracts and the meaning of their words belong here. Reading exports (`cutline.sources`), settings of the user
(`cutline.settings`) and any computation with the data do not. Read `tables/all_tables.py` first.
"""
