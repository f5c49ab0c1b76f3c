"""One file for each topic that is measured. A topic lists its metric tables, names the canonical tables that it reads, and makes the frames.

To add a measure, find the topic that its reader would look under, and add the table to `METRIC_TABLES` and the frame to the function beside it.
The formulas do not belong here: they stand in `cutline.metrics`. `money.py` is the simplest example to read first.
"""
