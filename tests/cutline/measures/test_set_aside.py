"""A row that was set aside makes every figure that rests on it unknown, and never leaves a sum without a flag."""

import random
from datetime import date
from itertools import chain

import polars as pl
import pytest

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.measures.catalogue import CATALOGUE
from cutline.measures.dictionary import documented_columns
from cutline.measures.metric_table import Frames
from cutline.measures.set_aside import GROUPING, NOTHING_SET_ASIDE, QUALIFIERS, SetAside, set_aside
from cutline.measures.topics import alignment, condition, gathered, money, progress, risk, spread, trend
from cutline.settings.all_settings import Settings
from cutline.sources.typed_rows.judging import COUNTS_IF_EMPTY
from cutline.sources.typed_rows.quarantine import EMPTIED, QUARANTINE_SCHEMA, SET_ASIDE
from tests.cutline.few_projects import LINE, RUNNING, settings, table, tables_of

DAY = date(2027, 3, 1)
HELD_TABLES = ("projects", "modes", "cost_lines", "benefits", "actuals", "evm", "milestones", "risks", "scores")
# The counts of what a row of sums knows and does not know. A row in which the first fell or the second rose is flagged.
KNOWN = ("known", "time_known", "cost_known", "cost_matched", "finish_matched", "rating_matched")
FLAGS = (
    "unvalued", "uncosted", "unexposed", "left_out", "unread_risks", "unassessed_risks", "unknown", "milestones_unknown", "unread_claims",
    "unplaced", "cost_unknown", "unrated", "unplanned", "candidate_unknown", "plan_unknown",
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
    rose = [pl.col(f"{flag}_after") > pl.col(flag).fill_null(0) for flag in flags]
    if "unknown_because" in before.columns:
        is_new = pl.all_horizontal(pl.col(name).is_null() for name in before.columns if name not in keys)
        rose.append(is_new & pl.col("unknown_because_after").is_not_null())
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


def check_one(night, name: str, number: int, column: str | None = None) -> None:
    """Set aside row `number` of table `name`, or empty its cell in `column`, and compare every metric table."""
    tables, given, was, history, before = night
    rows, is_it = tables[name].slice(number, 1), pl.int_range(pl.len()) == number
    if column is None:
        kept, lost = tables[name].filter(~is_it), (entries(name, rows), entries(name, rows.clear()))
    else:
        kept = tables[name].with_columns(pl.when(~is_it).then(column).alias(column))
        lost = entries(name, rows.clear()), entries(name, rows, EMPTIED, column)
    kept = {**tables, name: kept}
    after = measured(kept, given, set_aside(*lost, kept), was, history)
    for metric, frame in before.items():
        keys = KEYS.get(metric) or [key for key in CATALOGUE[metric].keys if key in frame.columns]
        ignored = [each for each in frame.columns if metric == "spread" and each not in ("unknown", *keys)]
        assert wrong_figures(frame.drop(ignored), after[metric].drop(ignored), keys) == [], (metric, column, rows.to_dicts())


def emptied_columns(name: str, rows: pl.DataFrame) -> list[str]:
    """The columns of table `name` of which a bad cell may be emptied, and which `rows` fill somewhere."""
    table = TABLES[name]
    fixed = {column.name for column in table.columns if column.required} | {*table.key, *chain(*table.one_of)}
    fixed |= {column for own, column in COUNTS_IF_EMPTY if own == name}
    return [column.name for column in table.columns if column.name not in fixed and rows[column.name].count()]


@pytest.mark.parametrize("name", HELD_TABLES)
def test_one_row_set_aside_changes_no_figure_into_another(night, name):
    """Each figure stays as it is, becomes unknown, or stands in a row whose count of unknown members rose."""
    rng = random.Random(name)
    check_one(night, name, rng.randrange(night[0][name].height))


@pytest.mark.parametrize(
    ("name", "column"),
    [("projects", "earliest_start"), ("projects", "programme_id"), ("cost_lines", "mode_id"), ("risks", "residual_impact_minor")],
)
def test_one_cell_emptied_changes_no_figure_into_another(night, name, column):
    """An empty cell may have a meaning, such as `in every mode`; a cell that could not be read has none."""
    filled = night[0][name].select(pl.arg_where(pl.col(column).is_not_null())).to_series().to_list()
    check_one(night, name, random.Random(column).choice(filled), column)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(300))
def test_any_row_set_aside_changes_no_figure_into_another(night, seed):
    """The same for a few hundred rows and cells."""
    rng = random.Random(seed)
    name = rng.choice([each for each in HELD_TABLES if night[0][each].height])
    rows = night[0][name]
    column = rng.choice([None, *emptied_columns(name, rows)]) if seed % 2 else None
    filled = rows.select(pl.arg_where(pl.lit(value=True) if column is None else pl.col(column).is_not_null())).to_series()
    check_one(night, name, rng.choice(range(rows.height) if column is None else filled.to_list()), column)


# Columns of which an emptied cell changes no figure of the tables that are measured.
SAYS_NOTHING = {
    "projects": "owner_unit manager gate region latest_start deadline mandate mandate_reason mandate_owner mandate_expires updated_by",
    "modes": "label exit_cost_minor",  # what an exit costs is a matter of the plan
    "cost_lines": "cost_type",
    "benefits": "owner double_count_group",
    "actuals": "cost_centre journal_ref posted_on",
    "evm": "method baseline_version control_account",
    "milestones": "is_gate",
    "risks": "response owner",
    "scores": "scorer scored_on",
}


@pytest.mark.parametrize("name", HELD_TABLES)
def test_every_cell_that_may_be_emptied_makes_something_unknown_or_says_nothing(name):
    """A column that the contract gains later has to be named: as an origin of a figure, as a qualifier, or as saying nothing."""
    origins = {
        pair
        for metric in CATALOGUE.values()
        for column in documented_columns(metric.functions).values()
        for pair in column.inputs
    }
    qualifiers = {(table, column) for table, columns, _ in QUALIFIERS for column in columns}
    qualifiers |= {("projects", column) for column in GROUPING}
    full = pl.DataFrame({column.name: [1] for column in TABLES[name].columns})
    for column in emptied_columns(name, full):
        told = (name, column) in origins | qualifiers
        assert told or column in SAYS_NOTHING[name].split(), column


@pytest.mark.parametrize(("name", "columns", "also"), QUALIFIERS)
def test_a_cell_that_says_how_rows_count_hides_what_rests_on_these_rows(name, columns, also):
    """Every figure of P that comes from `also` is unknown, as if a whole row of it had been set aside."""
    rows = table(name, {"project_id": "P"})
    for column in columns:
        emptied = entries(name, rows, EMPTIED, column)
        found = set_aside(emptied.clear(), emptied, {}).rows.filter(pl.col("column").is_null())
        assert found.select("table", "project_id").sort("table").rows() == [(each, "P") for each in sorted(also)]


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
