"""The objectives of the plan: what each option adds to every measure, and the frames of several objectives in order.

The settings of objectives are in `cutline.settings.planning.objectives`. Read `ranked_frames.py` first.
"""
