"""Headers that a person cannot tell apart are one header."""

import pytest

from cutline.sources.formats.header_text import UNSEEN, header_text


@pytest.mark.parametrize("mark", UNSEEN)
@pytest.mark.parametrize(
    "place", ["{}Project ID", "Project {}ID", "Project{} ID", "Pro{}ject ID", "Project ID{}", "{0} Project {0} ID {0}"]
)
def test_a_mark_that_nobody_sees_is_no_part_of_a_header(mark, place):
    """At its ends, beside a space, or inside a word."""
    assert header_text(place.format(mark)) == "Project ID"


def test_spelling_spaces_and_line_breaks_are_composed():
    """Composed and decomposed letters are the same; a joiner inside a Persian word is a part of it."""
    assert header_text(" Tite\u0301\n\u00a0 (k\u20ac) ") == "Tit\u00e9 (k\u20ac)"
    assert header_text("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645") == "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
