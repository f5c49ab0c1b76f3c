"""Parts of the blocks [[sources]] of portfolio.toml: how an export lays its rows out, its patterns and its date formats.

`cutline.settings.sources` puts the parts together.
"""
