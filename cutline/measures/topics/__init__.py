"""The topics of measures, one file each: alignment, condition, money, people, progress, risk, spread, themes, trend.

A file lists the metric tables of its topic, names the canonical tables that it reads, and makes the frames.
To add a measure, choose the topic under which its reader would look, add the table to `METRIC_TABLES` and the frame to the
function beside it. The formulas do not belong here: they stand in `cutline.metrics`. Read `alignment.py` first, which is the
simplest topic.
"""
