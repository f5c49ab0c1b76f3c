"""Exports to canonical tables: bytes, text frames, contract parsing, quarantine. Nothing here guesses."""
