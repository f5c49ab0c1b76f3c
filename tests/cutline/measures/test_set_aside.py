"""A row that was set aside makes every figure that rests on it unknown, and never leaves a sum without a flag."""

import random
from datetime import date

import polars as pl
import pytest

from cutline.contracts.tables.all_tables import EXPORTED
from cutline.measures.catalogue import CATALOGUE
from cutline.measures.metric_table import Frames
from cutline.measures.set_aside import NOTHING_SET_ASIDE, SetAside, set_aside
from cutline.measures.topics import alignment, condition, gathered, money, progress, risk, spread, trend
from cutline.settings.all_settings import Settings
from cutline.sources.typed_rows.quarantine import EMPTIED, QUARANTINE_SCHEMA, SET_ASIDE
from tests.cutline.few_projects import LINE, RUNNING, settings, table, tables_of

DAY = date(2027, 3, 1)
HELD_TABLES = ("projects", "modes", "cost_lines", "benefits", "actuals", "evm", "milestones", "risks", "scores")
# The counts of what a row of sums knows and does not know. A row in which the first fell or the second rose is flagged.
KNOWN = ("known", "time_known", "cost_known", "cost_matched", "finish_matched", "rating_matched")
FLAGS = (
    "unvalued", "uncosted", "unexposed", "left_out", "unread_risks", "unassessed_risks", "unknown", "milestones_unknown", "unread_claims",
    "unplaced", "cost_unknown", "unrated",
)  # fmt: skip


def entries(name: str, rows: pl.DataFrame, action: str = SET_ASIDE, column: str = "amount") -> pl.DataFrame:
    """Entries of the quarantine for `rows` of table `name`."""
    about = rows.select(
        "source_system",
        "source_file",
        "source_row",
        pl.col("project_id") if "project_id" in rows.columns else pl.lit(None).alias("project_id"),
    ).with_columns(table=pl.lit(name), action=pl.lit(action), column=pl.lit(column), found=pl.lit("12,x"), rule=pl.lit("money"))
    schema = pl.DataFrame(schema=QUARANTINE_SCHEMA)
    return pl.concat([schema, about.select(pl.col(n).cast(schema.schema[n]) for n in about.columns)], how="diagonal")


def measured(tables: Frames, given: Settings, aside: SetAside, before: pl.DataFrame, history: pl.DataFrame) -> Frames:
    """Every metric table that needs no plan."""
    found = {
        **money.money_metrics(tables, given, aside), **progress.progress_metrics(tables, given, aside), **alignment.alignment_metrics(tables, given, aside),
        **risk.risk_metrics(tables, before, given, DAY, aside), **spread.spread_metrics(tables, given, aside),
        **trend.trend_metrics(tables, history, given, DAY, aside),
    }  # fmt: skip
    found |= condition.condition_metrics(tables, found, given, DAY, aside)
    return found | gathered.gathered_metrics(tables["projects"], found, aside)


def wrong_figures(before: pl.DataFrame, after: pl.DataFrame, keys: list[str]) -> list[str]:
    """Every figure of `after` that is not null, is not the figure of `before`, and stands in a row without a flag."""
    flags, counts = ([name for name in names if name in before.columns] for names in (FLAGS, KNOWN))
    both = before.join(after, on=keys, how="full", nulls_equal=True, suffix="_after", coalesce=True)
    rose = [pl.col(f"{flag}_after") > pl.col(flag) for flag in flags]
    fell = [pl.col(f"{count}_after") < pl.col(count) for count in counts]
    is_flagged = pl.any_horizontal(pl.lit(value=False), *rose, *fell).fill_null(value=False)
    found = []
    for name in before.columns:
        if name in (*keys, *flags, *counts) or name in ("unknown_because", "because", "reason"):
            continue
        moved = both.filter(
            pl.col(f"{name}_after").is_not_null() & pl.col(name).ne_missing(pl.col(f"{name}_after")) & ~is_flagged
        )
        found += [f"{name} {row}" for row in moved.select(*keys, name, f"{name}_after").rows()]
    return found


KEYS = {
    "totals": ["level", "id"], "earned_value_groups": ["level", "id"], "risk_groups": ["level", "id"], "delivery": ["level", "id"],
    "accuracy": ["by", "id", "measure"], "corrections": ["project_class"], "shared_benefits": ["double_count_group"], "confidence_trend": ["as_of_date"],
    "criteria_weights": ["criterion_id"], "consistency": ["parent"], "spread": ["level", "project_id"],
    "projects": ["project_id"],
}  # fmt: skip


@pytest.fixture(scope="module")
def night(sample_night) -> tuple[Frames, Settings, pl.DataFrame, pl.DataFrame, Frames]:
    """Tables of the sample, settings, the risks and the ratings of the night before, and every metric table."""
    tables, given = {name: sample_night.frame(f"core_{name}") for name in EXPORTED}, sample_night.settings()
    given = given.model_copy(update={"uncertainty": given.uncertainty.model_copy(update={"draws_log2": 4})})
    was = risk.risks_to_remember(tables, pl.DataFrame(schema=risk.RISK_MEMORY), given, date(2027, 2, 1))
    history = trend.with_edition(tables, pl.DataFrame(schema=trend.EDITION_MEMORY), given, date(2027, 2, 1))
    return tables, given, was, history, measured(tables, given, NOTHING_SET_ASIDE, was, history)


def check_one(night, name: str, number: int) -> None:
    """Set aside row `number` of table `name`, and compare every metric table."""
    tables, given, was, history, before = night
    rows = tables[name].slice(number, 1)
    kept = {**tables, name: pl.concat([tables[name].head(number), tables[name].slice(number + 1)])}
    after = measured(kept, given, set_aside(entries(name, rows), entries(name, rows.clear()), kept), was, history)
    for metric, frame in before.items():
        keys = KEYS.get(metric) or [key for key in CATALOGUE[metric].keys if key in frame.columns]
        ignored = [each for each in frame.columns if metric == "spread" and each not in ("unknown", *keys)]
        assert wrong_figures(frame.drop(ignored), after[metric].drop(ignored), keys) == [], (metric, rows.to_dicts())


@pytest.mark.parametrize("name", HELD_TABLES)
def test_one_row_set_aside_changes_no_figure_into_another(night, name):
    """Each figure stays as it is, becomes unknown, or stands in a row whose count of unknown members rose."""
    rng = random.Random(name)
    check_one(night, name, rng.randrange(night[0][name].height))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(300))
def test_any_row_set_aside_changes_no_figure_into_another(night, seed):
    """The same for a few hundred rows."""
    rng = random.Random(seed)
    name = rng.choice([each for each in HELD_TABLES if night[0][each].height])
    check_one(night, name, rng.randrange(night[0][name].height))


def test_a_cost_line_set_aside_makes_what_rests_on_it_unknown_and_says_why():
    """P has two cost lines and one of them was set aside: its worth is unknown, its risk is not, and the total counts it."""
    lines = [{**LINE, "project_id": key, "period_offset": 0, "amount_minor": 100, "source_file": "c.csv"} for key in "PQ"]
    projects = [{**RUNNING, "project_id": key, "status": "proposed"} for key in "PQ"]
    risks = [{"project_id": "P", "risk_id": "r", "probability_bp": 5000, "impact_likely_minor": 10}]
    tables = tables_of(projects=projects, cost_lines=lines, risks=risks)
    gone = table("cost_lines", {**LINE, "project_id": "P", "source_file": "c.csv", "source_row": 7})
    aside = set_aside(entries("cost_lines", gone), entries("cost_lines", gone.clear()), tables)
    nothing = pl.DataFrame(schema=risk.RISK_MEMORY), pl.DataFrame(schema=trend.EDITION_MEMORY)
    found = measured(tables, settings(), aside, *nothing)
    side_by_side = found["projects"].select("project_id", "npv_minor", "cost_minor", "exposure_minor", "unknown_because")
    assert side_by_side.rows() == [
        ("P", None, None, 5, "c.csv row 7: amount is '12,x' (row set aside)"),
        ("Q", -100, 100, None, None),
    ]
    total = found["totals"].row(-1, named=True)
    assert (total["projects"], total["unvalued"], total["uncosted"], total["cost_minor"]) == (2, 1, 1, 100)
    assert found["cost_views"].filter(pl.col("project_id") == "P")["plan_minor"].to_list() == [None]
    assert found["spread"].select("project_id", "unknown").rows() == [("P", 1), ("Q", 0), (None, 1)]


def test_an_emptied_cell_is_not_the_meaning_of_an_empty_one():
    """An empty probability means certain. One that could not be read means nothing: the benefit is unknown."""
    about = {"project_id": "P", "category": "revenue", "period_offset": 0, "source_file": "b.csv", "source_row": 3}
    tables = tables_of(
        projects=[{**RUNNING, "status": "proposed"}],
        cost_lines=[{**LINE, "period_offset": 0, "amount_minor": 100}],
        benefits=[{**about, "amount_minor": 500}],
    )
    emptied = entries("benefits", tables["benefits"], EMPTIED, "probability_bp")
    found = money.money_metrics(tables, settings(), set_aside(emptied.clear(), emptied, tables))["finance"].row(0, named=True)
    assert (found["npv_minor"], found["benefit_minor"], found["capex_minor"]) == (None, None, 100)
    assert found["unknown_because"] == "b.csv row 3: probability_bp is '12,x' (cell emptied)"


def test_a_row_of_no_project_may_belong_to_any_project_of_its_file():
    """P is in the file of the risk, Q is in another one."""
    chance = {"risk_id": "r", "probability_bp": 5000, "impact_likely_minor": 10}
    risks = [{"project_id": key, **chance, "source_file": f"{key}.csv"} for key in "PQ"]
    tables = tables_of(projects=[{**RUNNING, "project_id": key} for key in "PQ"], risks=risks)
    lost = tables["risks"].head(1).with_columns(project_id=pl.lit(None, pl.String))
    aside = set_aside(entries("risks", lost), entries("risks", lost.clear()), tables)
    found = risk.risk_metrics(tables, pl.DataFrame(schema=risk.RISK_MEMORY), settings(), DAY, aside)["risk"]
    assert found.select("project_id", "exposure_minor").rows() == [("P", None), ("Q", 5)]


def test_a_row_that_somebody_has_declared_to_be_nobodys_hides_no_figure():
    """Without that word the gate stops the night, or sets the projects of the file aside by name."""
    lines = [{**LINE, "project_id": "P", "period_offset": 0, "amount_minor": 100, "source_file": "c.csv"}]
    tables = tables_of(projects=[{**RUNNING, "status": "proposed"}], cost_lines=lines)
    lost = tables["cost_lines"].with_columns(project_id=pl.lit(None, pl.String))
    aside = set_aside(entries("cost_lines", lost), entries("cost_lines", lost.clear()), tables)
    assert money.money_metrics(tables, settings(), aside)["finance"]["cost_minor"].to_list() == [100]
    named = set_aside(entries("cost_lines", tables["cost_lines"]), entries("cost_lines", lost.clear()), tables)
    assert money.money_metrics(tables, settings(), named)["finance"]["cost_minor"].to_list() == [None]


def test_a_project_whose_own_row_was_set_aside_is_told_in_every_sum():
    """Nobody knows its programme, so each row of sums says that one project has no place."""
    tables = tables_of(projects=[{**RUNNING, "programme_id": "A"}])
    lost = table("projects", {**RUNNING, "project_id": "Q"})
    aside = set_aside(entries("projects", lost), entries("projects", lost.clear()), tables)
    nothing = pl.DataFrame(schema=risk.RISK_MEMORY), pl.DataFrame(schema=trend.EDITION_MEMORY)
    found = measured(tables, settings(), aside, *nothing)
    assert found["totals"].select("level", "projects", "unplaced").rows() == [
        ("programme", 1, 1),
        ("portfolio", 1, 1),
        ("all", 1, 1),
    ]
    assert found["confidence_trend"].select("projects", "unrated", "cost_unknown").row(0) == (2, 2, 2)
