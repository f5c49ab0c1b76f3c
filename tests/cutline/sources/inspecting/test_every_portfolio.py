"""Of every shared portfolio, of the inputs of public reports, and of files in the shapes of public lists: all feeds are
proposed, no active proposal is wrong, and the block reads the file once its questions are answered by what it prints.

The right answers were written from looking at the files, and not from what `inspect` said.
"""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cutline.settings.loading import settings_from
from cutline.sources.deliveries.intake import deliveries_in_place
from cutline.sources.inspecting.proposing.source_block import source_block
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.inspecting.answering import answered
from tests.cutline.sources.inspecting.inspected_files import inspected
from tests.cutline.sources.inspecting.public_shapes import SHAPES
from tests.cutline.sources.inspecting.right_proposals import FOUND, PORTFOLIOS, PUBLIC, SCHEDULES, Right

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
ANSWERS = {"projects__status": "approved"}


def file_of(case: str, shared_data: Path, tmp_path: Path) -> Path:
    """The file of a case: a shared portfolio, an input of a public report, or one that is generated here."""
    if case in SHAPES:
        (tmp_path / "shape").mkdir()
        (tmp_path / "shape" / case).write_bytes(SHAPES[case]())
        return tmp_path / "shape" / case
    path = shared_data / ("portfolios" if case in PORTFOLIOS else "found") / case.replace(":", "/exports/")
    if not path.is_file():
        pytest.skip(f"no {path.name} in the shared data")
    return path


def active_columns(block: str) -> dict[str, set[tuple[str, str]]]:
    """By table: each column that the block fills from a header without asking which it is."""
    found: dict[str, set[tuple[str, str]]] = {}
    for feed in tomllib.loads(block)["sources"][0]["feeds"]:
        columns = found.setdefault(feed["table"], set())
        for name, value in feed.get("columns", {}).items():
            header = value.get("from") if isinstance(value, dict) else value
            if header not in (None, "?") and header != name and name != "?":
                columns.add((name, header))
    return found


@pytest.mark.parametrize("case", [*PORTFOLIOS, *FOUND, *PUBLIC])
def test_every_feed_is_proposed_and_none_is_wrong(shared_data, tmp_path, case):
    """The feeds in their order, and each active column among those that are right."""
    right: Right = {**PORTFOLIOS, **FOUND, **PUBLIC}[case]
    block = source_block(inspected(file_of(case, shared_data, tmp_path)), "s")
    feeds = tomllib.loads(answered(block, **ANSWERS))["sources"][0]["feeds"]
    assert [feed["table"] for feed in feeds] == list(right.feeds)
    active = {pair for table, pairs in active_columns(block).items() for pair in pairs}
    assert active - right.columns == set(), "a wrong proposal stands uncommented"
    assert right.must <= active, "a proposal that the file proves is missing"
    for table in right.off:
        assert f'# table = "{table}"' in block


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=pytest.mark.long if i % 3 else ())
        for i, case in enumerate([*PORTFOLIOS, *FOUND, *PUBLIC, *SCHEDULES])
    ],
)
def test_an_answered_block_reads_the_file(shared_data, tmp_path, case):
    """Every question is answered by what the block prints, and every row is read: none goes to quarantine."""
    path = file_of(case, shared_data, tmp_path)
    right = {**PORTFOLIOS, **FOUND, **PUBLIC}.get(case)
    block = answered(source_block(inspected(path), "s"), **ANSWERS)
    assert '"?"' not in "\n".join(line for line in block.splitlines() if not line.startswith("#"))
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / path.name).write_bytes(path.read_bytes())
    settings = settings_from(
        {
            "portfolio": {"currency": right.currency if right else "EUR"},
            "calendar": {"fiscal_year_starts_month": 4, "fiscal_year_named_by": "start"},
            **tomllib.loads(block),
        }
    )
    delivered = deliveries_in_place(settings, tmp_path / "exports", NOON)
    for table in dict.fromkeys(feed.table for feed in settings.sources[0].feeds):
        accepted, bad = parse(table, read_raw(table, settings, *delivered), settings).collect()
        assert bad.height <= (right.bad_rows if right else 0), (table, bad.to_dicts()[:3])
        assert accepted.height or table in ("milestones", "demand", "evm", "cost_lines"), table
