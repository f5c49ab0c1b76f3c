"""Columns for periods become rows."""

import re
import tomllib
from datetime import date
from pathlib import Path

from cutline.settings.loading import settings_from
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.reading_exports import (
    raw_table,
    read_file,
)


def test_a_wide_file_becomes_long(tmp_path):
    """One row for each filled cell; an empty cell is no row, a null word is an unknown amount, and the header's group is the
    period.
    """
    text = "project_id,role_id,Q+0,Q+1,Q+2\nP,Dev,1.5,,n/a\n"
    accepted, _, rows = read_file(
        tmp_path, text, "demand", unpivot={"columns": r"Q\+(\d+)", "name_to": "period_offset", "value_to": "fte"}
    )
    assert accepted.select("period_offset", "milli_fte").rows() == [(0, 1500), (2, None)]
    assert rows["read"].item() == 2


def test_the_wide_example_of_the_guide_reads(tmp_path):
    """What docs/exports.md shows is what works: German months, thousands of euros, an empty cell that is no row."""
    guide = (Path(__file__).parents[4] / "docs" / "exports.md").read_text("utf-8")
    block = re.search(r"## Months as columns.*?```toml\n(.*?)```", guide, re.DOTALL)[1]
    chosen = settings_from(tomllib.loads(block))
    (tmp_path / "kosten_2027.csv").write_bytes(
        "Projekt;Art;Jan 27;Mrz 27\nP1;Investition;12,5;1.000,5\nP2;Betrieb;;3\n".encode("cp1252")
    )
    accepted, bad = parse("cost_lines", raw_table("cost_lines", chosen, tmp_path), chosen).collect()
    assert bad.is_empty()
    assert accepted.select("project_id", "period_start", "amount_minor").rows() == [
        ("P1", date(2027, 1, 1), 1_250_000), ("P1", date(2027, 3, 1), 100_050_000), ("P2", date(2027, 3, 1), 300_000),
    ]  # fmt: skip
