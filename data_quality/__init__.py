"""Floor 1: what must be true of the canonical tables before a plan is made. Importing this package does not import Great Expectations."""
