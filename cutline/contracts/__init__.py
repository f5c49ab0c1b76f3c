"""The contracts of the data: columns of tables, calendar, statuses and modes, and the frames that the optimiser reads.

Data contracts and the meaning of their words belong here. Reading exports (`cutline.sources`), settings of the user
(`cutline.settings`) and any computation with the data do not. Read `tables/all_tables.py` first.
"""
