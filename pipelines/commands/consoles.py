"""The consoles that commands print tables on: as wide as the terminal, or of a fixed width.

The width is fixed if the output goes to a file or a pipe.
"""

from rich.console import Console

NIGHT_WIDTH = 160
EXPORT_WIDTH = 200  # Names of files and their digests are long.


def night_console() -> Console:
    """The console for what is printed about a night: without colours for numbers and names."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(width=NIGHT_WIDTH, highlight=False)


def export_console() -> Console:
    """The console for what is printed about delivered files."""
    console = Console()
    return console if console.is_terminal else Console(width=EXPORT_WIDTH)
