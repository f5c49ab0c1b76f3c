"""Renaming every id of a whole portfolio, from the canonical tables on, changes nothing but names."""

import random
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from cutline.choices.options.building import build_choices
from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.settings.all_settings import Settings
from cutline.settings.loading import load_settings
from cutline.sources.deliveries.intake import deliveries_in_place
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.parsing import parse
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve

IDS = {"project_id", "mode_id", "role_id", "fund_id", "from_project_id", "to_project_id", "risk_id", "programme_id", "group_id"}


def load(folder: Path) -> tuple[dict[str, pl.DataFrame], pl.DataFrame, Settings]:
    settings = load_settings(folder / "portfolio.toml")
    found = deliveries_in_place(settings, folder / "exports", datetime(2026, 11, 21, tzinfo=UTC))
    parsed = {name: parse(name, read_raw(name, settings, *found), settings).collect() for name in EXPORTED}
    tables = {name: accepted for name, (accepted, _) in parsed.items()}
    return tables, pl.concat(bad for _, bad in parsed.values()), settings


def plan_of(tables: dict[str, pl.DataFrame], quarantine: pl.DataFrame, settings: Settings) -> Plan:
    plan = solve(
        build_problem(build_choices(tables, quarantine, settings).frames()), Limits(gap_target_ppm=100, max_nodes=20_000)
    )
    assert isinstance(plan, Plan)
    return plan


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_renamed_and_shuffled_portfolio_has_the_same_plan_and_the_same_bookings(sample, seed):
    """Projects, modes, roles, funds: new ids, rows in another order; the plan and every allocation are the old ones under new names."""
    tables, quarantine, settings = load(sample)
    rng = random.Random(seed)
    words = sorted(
        {v for name in EXPORTED for c in TABLES[name].columns if c.name in IDS for v in tables[name][c.name].drop_nulls()}
    )
    new = {word: f"N{code:05d}" for word, code in zip(words, rng.sample(range(100_000), len(words)), strict=True)}
    other = {
        name: frame.with_columns(pl.col(c).replace(new) for c in frame.columns if c in IDS).sample(
            fraction=1.0, shuffle=True, seed=seed
        )
        for name, frame in tables.items()
    }
    held = quarantine.with_columns(pl.col("project_id").replace(new))
    one, two = plan_of(tables, quarantine, settings), plan_of(other, held, settings)
    assert (one.value, one.bound, one.outcome, one.stages) == (two.value, two.bound, two.outcome, two.stages)
    assert {(new[c.project_id], new[c.mode_id], c.start_index) for c in one.chosen} == {
        (c.project_id, c.mode_id, c.start_index) for c in two.chosen
    }
    booked = {(new[a.project_id], new[a.fund_id], a.cost_class, a.fiscal_year, a.amount_minor) for a in one.allocations}
    assert booked == {(a.project_id, a.fund_id, a.cost_class, a.fiscal_year, a.amount_minor) for a in two.allocations}
