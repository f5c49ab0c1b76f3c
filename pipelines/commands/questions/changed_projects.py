"""Writes in words which projects enter, leave or run otherwise: the first few by id, and how many more."""

MOST_NAMED = 6


def who(entered: tuple[str, ...], left: tuple[str, ...], otherwise: tuple[str, ...]) -> str:
    """The changed projects, after a semicolon; nothing if there are none."""
    parts = (("in", entered), ("out", left), ("otherwise", otherwise))
    told = [f"{word}: {named(projects)}" for word, projects in parts if projects]
    return f"; {'; '.join(told)}" if told else ""


def named(projects: tuple[str, ...]) -> str:
    """The first projects by id, and how many more there are."""
    more = f" and {len(projects) - MOST_NAMED} more" if len(projects) > MOST_NAMED else ""
    return ", ".join(projects[:MOST_NAMED]) + more
