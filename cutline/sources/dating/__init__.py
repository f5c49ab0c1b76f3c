"""Reads dates by declared formats, with the names of months in the locale that the source declares."""
