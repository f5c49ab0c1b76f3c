"""JSON lines: where a line ends, and what a line may hold."""

import pytest

from cutline.errors import SourceError
from tests.cutline.sources.reading_exports import read_file


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        (b'{"project_id": "\\ud800", "name": "N", "status": "idea"}', None),
        ('{"project_id": "P", "name": "a\u2028b\u0085c", "status": "idea"}'.encode(), 1),
    ],
)
def test_json_lines_end_at_line_ends_alone(tmp_path, line, rows):
    """Half a character is refused; a separator of paragraphs inside a text is text."""
    if rows is None:
        with pytest.raises(SourceError, match="half of a character in line 1"):
            read_file(tmp_path, line + b"\n", "projects", "f.jsonl")
    else:
        assert read_file(tmp_path, line + b"\n", "projects", "f.jsonl")[0].height == rows
