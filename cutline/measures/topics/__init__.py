"""The topics of measures, one file each: alignment, condition, money, people, progress, risk, spread, themes, trend.

A file lists the metric tables of its topic, names the canonical tables that it reads, and makes the frames.
To add a measure, choose the topic under which its reader would look. Add the table to `METRIC_TABLES` of that file, and the
frame to the function in the same file. The formulas do not belong in this room: they are in `cutline.metrics`. Read
`alignment.py` first, which is the simplest topic.
"""
