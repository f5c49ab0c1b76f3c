"""Floor 3: jobs, schedules, sensors and the command line; the only place that knows time, environment and process."""
