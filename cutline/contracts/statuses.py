"""The statuses of a project, and what each of them means for the plan."""

NO_LONGER_OPEN = ("closed", "cancelled")
