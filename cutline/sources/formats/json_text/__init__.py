"""Reads JSON: files of one object on each line, and files with a list of records inside, as web services send them by pages."""
