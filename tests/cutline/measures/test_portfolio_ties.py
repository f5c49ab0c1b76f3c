"""Ten thousand random portfolios: sums over projects are exactly those of their programme and portfolio.

The order of the rows does not matter.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest

from cutline.choices.options.mode_flows import mode_flows
from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.measures.topics.risk import RISK_MEMORY, risk_metrics
from cutline.metrics.earned_value.earned_value import earned_value
from cutline.metrics.earned_value.groups import earned_value_of_groups
from cutline.metrics.earned_value.time_phased import time_phased
from cutline.metrics.value.investment_appraisal import appraisal
from cutline.metrics.value.period_flows import period_flows
from cutline.metrics.value.totals import totals
from cutline.settings.loading import settings_from
from cutline.valuation.discounting import discounting_of
from cutline.valuation.present_value import periods_reached

PORTFOLIOS = 10_000
SETTINGS = settings_from({"calendar": {"grain": "quarter", "periods": 8}, "portfolio": {"currency": "EUR"}})
SUMMED = ("npv_minor", "capex_minor", "opex_minor", "cost_minor", "benefit_minor", "exposure_minor", "residual_exposure_minor")


def rows_of(seed: int) -> dict[str, list[dict]]:
    """Each portfolio has 1 to 4 projects in up to two programmes. Some are in pounds, and some amounts are unknown.

    A project has a few cost lines, benefits, risks and months of progress.
    """
    rng = random.Random(seed)
    rows: dict[str, list[dict]] = defaultdict(list)
    for portfolio in range(PORTFOLIOS):
        for number in range(rng.randint(1, 4)):
            key = {"project_id": f"P{portfolio:05d}-{number}"}
            programme = rng.choice([None, f"G{portfolio:05d}a", f"G{portfolio:05d}b"])
            about = {"name": "x", "status": "proposed", "portfolio_id": f"F{portfolio:05d}", "programme_id": programme}
            rows["projects"].append({**key, **about, "currency": rng.choice([None, None, "GBP"])})
            for table, random_rows in (("cost_lines", _costs), ("benefits", _benefits), ("risks", _risks), ("evm", _progress)):
                rows[table] += [{**key, **row} for row in random_rows(rng)]
    pound = {"kind": "currency", "from_currency": "GBP", "to_currency": "EUR", "rate_date": date(2027, 1, 1)}
    rows["rates"] = [{**pound, "rate_e9": 1_234_567_891}]
    return rows


def _costs(rng: random.Random) -> Iterator[dict]:
    for _ in range(rng.randint(1, 3)):
        amount = None if rng.random() < 0.02 else rng.randint(-(10**6), 10**9)
        period, cost_class = rng.randint(0, 7), rng.choice(["capex", "opex"])
        yield {"period_offset": period, "cost_class": cost_class, "kind": "plan", "amount_minor": amount}


def _benefits(rng: random.Random) -> Iterator[dict]:
    for _ in range(rng.randint(0, 2)):
        period, amount, chance = rng.randint(0, 9), rng.randint(-(10**6), 10**9), rng.choice([None, 3333, 9000])
        yield {"period_offset": period, "category": "revenue", "amount_minor": amount, "probability_bp": chance}


def _risks(rng: random.Random) -> Iterator[dict]:
    for number in range(rng.randint(0, 2)):
        chance, impact, residual = rng.choice([None, 1, 3333]), rng.randint(0, 10**8), rng.choice([None, 7])
        yield {
            "risk_id": f"R{number}", "probability_bp": chance, "impact_likely_minor": impact, "residual_impact_minor": residual,
        }  # fmt: skip


def _progress(rng: random.Random) -> Iterator[dict]:
    for month in range(1, rng.randint(1, 4)):
        actual = None if rng.random() < 0.05 else rng.randint(0, 10**8)
        planned, earned = rng.randint(0, 10**8), rng.randint(0, 10**8)
        yield {
            "period_start": date(2027, month, 1), "planned_minor": planned, "earned_minor": earned, "actual_minor": actual,
            "budget_at_completion_minor": 10**9,
        }  # fmt: skip


def measured(rows: dict[str, list[dict]]) -> dict[str, pl.DataFrame]:
    """The measures of these rows."""
    tables = {name: conform(name, pl.DataFrame(rows.get(name, []), infer_schema_length=None)) for name in EXPORTED}
    lines = mode_flows(tables, SETTINGS).filter("is_default")
    found = appraisal(
        period_flows(lines.lazy()), discounting_of(SETTINGS, tables), SETTINGS.horizon(), periods_reached(lines)
    ).collect()
    risks = risk_metrics(tables, pl.DataFrame(schema=RISK_MEMORY), SETTINGS, date(2027, 3, 1))["risk"]
    projects = (
        tables["projects"].join(found, on="project_id", how="left").join(risks, on="project_id", how="left").sort("project_id")
    )
    phased = time_phased(tables["evm"].lazy())
    names = tables["projects"].lazy().select("project_id", "portfolio_id", "programme_id")
    earned = earned_value(phased).join(names, on="project_id")
    groups = {
        name: earned_value_of_groups(phased.join(names, on="project_id"), earned, name).collect()
        for name in ("portfolio_id", "programme_id")
    }
    return {
        "projects": projects,
        "totals": totals(projects.lazy(), tables["projects"].lazy()).collect(),
        "earned": earned.collect().sort("project_id"),
        **groups,
    }


@pytest.fixture(scope="module")
def portfolios() -> tuple[dict[str, list[dict]], dict[str, pl.DataFrame]]:
    rows = rows_of(20)
    return rows, measured(rows)


def summed_by_hand(projects: pl.DataFrame, column: str) -> dict[tuple[str, str | None], int]:
    """The known amounts added up in Python, by level and id. An exposure that lacks a risk is not known."""
    found: dict[tuple[str, str | None], int] = {}
    for programme, portfolio, amount, lacking in projects.select(
        "programme_id", "portfolio_id", column, "unassessed_risks"
    ).iter_rows():
        if amount is not None and not ("exposure" in column and lacking):
            for key in (("programme", programme), ("portfolio", portfolio), ("all", None)):
                found[key] = found.get(key, 0) + amount
    return found


def test_every_sum_ties_from_projects_to_programmes_to_portfolios(portfolios):
    """Seven amounts of ten thousand portfolios are equal to the cent. The sum of unknown amounts is unknown."""
    _, found = portfolios
    levels = found["totals"]
    assert levels.filter(pl.col("level") == "portfolio").height == PORTFOLIOS
    for column in SUMMED:
        expected = summed_by_hand(found["projects"], column)
        got = {
            (level, name): amount
            for level, name, amount in levels.select("level", "id", column).iter_rows()
            if amount is not None
        }
        assert got == expected, column
        assert len(expected) > PORTFOLIOS
    assert levels.filter(pl.col("level") == "all")["projects"].item() == found["projects"].height


def test_present_values_are_the_lines_rounded_one_by_one(portfolios):
    """The NPV of each project is computed again in Python integers from the rows, including the conversion of currency."""
    rows, found = portfolios
    factors = discounting_of(SETTINGS, {"discount_rates": pl.DataFrame()}).factors(SETTINGS.horizon(), 12)
    foreign = {row["project_id"] for row in rows["projects"] if row["currency"] == "GBP"}

    def half_away(above: int, below: int) -> int:
        return (abs(above) * 2 + below) // (below * 2) * (1 if above >= 0 else -1)

    expected: dict[str, int] = defaultdict(int)
    unknown = {row["project_id"] for row in rows["cost_lines"] if row["amount_minor"] is None}
    for table, sign in (("cost_lines", -1), ("benefits", 1)):
        for row in rows[table]:
            if row["project_id"] not in unknown:
                own = (
                    half_away(row["amount_minor"] * 1_234_567_891, 10**9) if row["project_id"] in foreign else row["amount_minor"]
                )
                chance = 10**4 * (row.get("probability_bp") or 10**4)
                expected[row["project_id"]] += half_away(sign * own * chance * factors[row["period_offset"]], 10**20)
    got = dict(found["projects"].drop_nulls("npv_minor").select("project_id", "npv_minor").iter_rows())
    assert got == expected


def test_earned_value_of_groups_is_the_sum_of_their_projects(portfolios):
    """PV, EV and AC of portfolios and programmes are sums over projects.

    Projects of unknown amounts are counted and not added.
    """
    _, found = portfolios
    whole = found["earned"].filter(pl.all_horizontal(pl.col("planned_minor", "earned_minor", "actual_minor").is_not_null()))
    assert 0 < whole.height < found["earned"].height
    for level in ("portfolio_id", "programme_id"):
        groups = found[level]
        assert groups.select(pl.col("projects", "left_out").sum()).row(0) == (whole.height, found["earned"].height - whole.height)
        for column in ("planned_minor", "earned_minor", "actual_minor"):
            expected = dict(whole.group_by(level).agg(pl.col(column).sum()).iter_rows())
            assert {name: amount for name, amount in groups.select(level, column).iter_rows() if amount is not None} == expected


def test_the_order_of_rows_moves_nothing(portfolios):
    """With every table shuffled, every frame is equal in all its columns."""
    rows, found = portfolios
    rng = random.Random(4)
    again = measured({name: rng.sample(lines, len(lines)) for name, lines in rows.items()})
    for name, frame in found.items():
        other = again[name].select(pl.exclude("source_row", "source_file"))
        assert other.equals(frame.select(other.columns)), name
