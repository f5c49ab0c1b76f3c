"""The parts of the stand-in that PuLP imports."""
