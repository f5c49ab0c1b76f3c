"""The columns that identify an option, and the name of the mode of a project that declares none."""

OPTION_KEY = ("project_id", "mode_id", "start_index")
IMPLICIT_MODE = "full"
