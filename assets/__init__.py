"""Floor 2: the night's tables named in the Dagster graph. Bodies read inputs, call one pure function of a lower floor and attach metadata."""
