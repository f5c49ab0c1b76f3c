"""What `cutline inspect --append-to` adds passes `cutline check` once its questions are answered by what it prints."""

import shutil
from pathlib import Path

import pytest

from tests.cutline.sources.inspecting.answering import answered
from tests.cutline.sources.inspecting.public_shapes import SHAPES
from tests.cutline.sources.inspecting.right_proposals import PORTFOLIOS, PUBLIC

HEAD = """[portfolio]
name = "Answered"
currency = "{currency}"
as_of = 2026-12-31

[calendar]
grain = "year"
fiscal_year_starts_month = 1
horizon_start = {start}-01-01
periods = 3

[[tables.funds]]
fund_id = "F"
cost_class = "capex"
fiscal_year = {start}
amount = "1,000,000.00"

[[tables.capacity]]
role_id = "Staff"
period_start = "{start}-01-01"
fte_gross = "100"

"""
STARTS = {"toronto.csv": 2022, "baltimore.csv": 2024}  # the file states its periods


def passes(folder: Path, export: Path, currency: str, cutline) -> None:
    """Append the block of an export to a portfolio of its own, answer it, and check it."""
    (folder / "exports").mkdir(parents=True)
    shutil.copy(export, folder / "exports")
    settings = folder / "portfolio.toml"
    settings.write_text(HEAD.format(currency=currency, start=STARTS.get(export.name, 2027)), encoding="utf-8")
    assert cutline("inspect", export, "--append-to", folder)[0] == 0
    settings.write_text(answered(settings.read_text("utf-8"), projects__status="approved"), encoding="utf-8")
    code, out, err = cutline("check", folder)
    assert code == 0, out + err


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.long
def test_the_block_of_a_public_shape_passes_the_check(tmp_path, cutline, name):
    """Federal projects, Jira, a ten-year plan, a dashboard, lines with totals, a bank's list, a register with everything."""
    (tmp_path / name).write_bytes(SHAPES[name]())
    passes(tmp_path / "mine", tmp_path / name, PUBLIC[name].currency, cutline)


@pytest.mark.parametrize("name", PORTFOLIOS)
@pytest.mark.long
def test_the_block_of_a_real_portfolio_passes_the_check(shared_data, tmp_path, cutline, name):
    """Five published portfolios, by what inspect proposes and nothing else."""
    passes(tmp_path / "mine", shared_data / "portfolios" / name, PORTFOLIOS[name].currency, cutline)


def test_the_block_of_a_small_register_passes_the_check(tmp_path, cutline):
    """One register with everything that a register may hold: the quick case of the two above."""
    (tmp_path / "register.csv").write_bytes(SHAPES["register.csv"]())
    passes(tmp_path / "mine", tmp_path / "register.csv", "EUR", cutline)
