"""Questions about a file that the settings leave open: where its headers are, which decimal mark, totals, fiscal years.

Each of them stops the night with a finding that names the line to write.
"""
