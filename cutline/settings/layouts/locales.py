"""The locales that a source may declare, and the marks of numbers in each."""

from typing import Any, Literal, get_args

LocaleName = Literal["en", "de", "fr", "es", "it"]
LOCALES: tuple[LocaleName, ...] = get_args(LocaleName)
# The decimal mark and the thousands mark, as CLDR has them. A space stands for any kind of space.
MARKS: dict[str, tuple[str, str]] = {"de": (",", "."), "fr": (",", " "), "es": (",", "."), "it": (",", ".")}


def with_marks_of_locale(raw: Any) -> Any:
    """A source as it is written, with the marks of its locale where it states none."""
    if not isinstance(raw, dict) or raw.get("locale") not in MARKS:
        return raw
    decimal, thousands = MARKS[raw["locale"]]
    return {"decimal": decimal, "thousands": thousands, **raw}
