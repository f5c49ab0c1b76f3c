"""What a portfolio office measures: pure functions, frame in, frame out. Formula, source, units and edge cases stand in each docstring."""
