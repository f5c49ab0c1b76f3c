"""What a finding puts in doubt: the plausible other values of the cells it names, as whole tables to decide on again.

A range is tried at its ends. For a project's cost, benefit or need that is enough: whatever plan holds the project gains or loses with the
figure, and the others do not, so a selection that is best at both ends is best between them.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import TABLES, conform
from cutline.contracts.tables.projects import IMPLICIT_MODE
from cutline.settings.all_settings import Settings
from cutline.sources.crosswalk import crosswalk_of
from cutline.sources.typed_rows.parsing import parse
from cutline.sources.typed_rows.quarantine import BY_RULE
from cutline.valuation.money import format_short
from data_quality.business.money import nearest_totals

Tables = Mapping[str, pl.DataFrame]
DUPLICATES_TRIED = 4
NO_DEADLINE = date(9999, 1, 1)
LOW, HIGH = 0.05, 0.95  # of the figures of the same kind in the same table: what is plausible for one that cannot be read
# Columns that reach the optimiser; any value of another changes nothing.
HAVE_A_SAY: dict[str, frozenset[str]] = {
    "projects": frozenset({"project_id", "status", "earliest_start", "latest_start", "deadline", "mandate", "mandate_expires", "currency", "project_class"}),
    "modes": frozenset({"project_id", "mode_id", "duration_periods", "success_probability_bp", "is_eligible", "exit_cost_minor", "intent"}),
    "cost_lines": frozenset({"project_id", "mode_id", "period_offset", "period_start", "cost_class", "amount_minor", "currency", "kind", "price_basis"}),
    "benefits": frozenset({"project_id", "mode_id", "period_offset", "period_start", "amount_minor", "currency", "probability_bp"}),
    "demand": frozenset({"project_id", "mode_id", "role_id", "period_offset", "period_start", "milli_fte"}),
    "capacity": frozenset({"role_id", "period_start", "milli_fte_gross", "run_milli_fte", "leave_milli_fte", "overtime_max", "overtime_cost_minor",
                           "contractor_max", "contractor_cost_minor", "hire_lead_periods", "hire_max", "hire_cost_minor", "recruit_lead_periods"}),
    "funds": frozenset({"fund_id", "cost_class", "fiscal_year", "amount_minor", "carry_in_max_minor", "carry_out_max_minor", "expires_on"}),
    "fund_eligibility": frozenset({"fund_id", "project_id", "project_class", "is_eligible", "max_share_bp", "match_required_bp"}),
    "dependencies": frozenset({"from_project_id", "to_project_id", "type", "lag_periods", "group_id", "amount_minor"}),
    "decisions": frozenset({"project_id", "decision", "mode_id", "start_period"}),
    "rates": frozenset({"from_currency", "to_currency", "rate_date", "rate_e9"}),
    "crosswalk": frozenset({"system", "other_id", "project_id", "is_same"}),
    "criteria": frozenset({"criterion_id", "weight_bp", "parent", "direction"}),
    "comparisons": frozenset({"criterion_id", "other_id", "ratio_milli"}),
    "scores": frozenset({"project_id", "criterion_id", "raw_milli", "scale"}),
}  # fmt: skip
BY_SCORE = ("criteria", "comparisons", "scores")
FAVOURABLE: dict[str, float] = {
    "amount_minor": LOW,
    "milli_fte": LOW,
    "duration_periods": LOW,
    "probability_bp": HIGH,
    "success_probability_bp": HIGH,
}


@dataclass(frozen=True)
class Alternative:
    """One plausible state of the data: in words, and as the tables and the quarantine it would leave."""

    label: str
    tables: Tables
    quarantine: pl.DataFrame


@dataclass(frozen=True)
class Data:
    """What a night decided on. raw: the text of the tables that have rows in quarantine."""

    tables: Tables
    quarantine: pl.DataFrame
    raw: Mapping[str, pl.LazyFrame]
    settings: Settings


def has_say(table: str, column: str, settings: Settings) -> bool:
    """Can a value of this column reach the plan?"""
    if table in BY_SCORE and settings.planning.objective != "score":
        return False
    return column in HAVE_A_SAY.get(table, frozenset())


def as_if_readable(data: Data, project: str) -> list[Alternative] | None:
    """The project with its set-aside rows put back: each bad cell at the plausible end that favours it.

    None where that cannot be told; nothing where the rows are of tables that do not reach the plan.
    """
    reaching = [name for name in HAVE_A_SAY if name not in BY_SCORE or data.settings.planning.objective == "score"]
    of_it = ((pl.col("project_id") == project) & pl.col("table").is_in(reaching)).fill_null(value=False)
    own = data.quarantine.filter(of_it)
    if own.is_empty():
        return []
    choices = _one_of_each_duplicate(own)
    return _flat([_put_together(kept, data, data.quarantine.filter(~of_it)) for kept in choices])


def _one_of_each_duplicate(own: pl.DataFrame) -> list[pl.DataFrame]:
    """Rows set aside because their key occurs twice cannot all be put back: one of them at a time is right."""
    again = own.filter((pl.col("action") == BY_RULE) & pl.col("rule").str.ends_with("_key_is_unique"))
    if again.is_empty():
        return [own]
    records = again.select("table", "record").unique(maintain_order=True).rows()
    rest = pl.struct("table", "record").is_in(again.select(pl.struct("table", "record")).to_series().implode())
    return [
        pl.concat([own.filter(~rest), own.filter((pl.col("table") == table) & (pl.col("record") == record))])
        for table, record in records[:DUPLICATES_TRIED]
    ]


def _flat(found: list[Alternative | None]) -> list[Alternative] | None:
    return None if any(each is None for each in found) else [each for each in found if each is not None]


def _put_together(own: pl.DataFrame, data: Data, rest: pl.DataFrame) -> Alternative | None:
    tables = dict(data.tables)
    told: list[str] = []
    for (name, record, action), cells in own.group_by("table", "record", "action", maintain_order=True):
        row = _put_back(str(name), cells) if action == BY_RULE else _read_again(str(name), record, cells, data)
        if row is None or row.is_empty():
            return None
        tables[str(name)] = pl.concat([tables[str(name)], row.select(tables[str(name)].columns)])
        told += [_said(str(name), column, row, action, data.settings) for column in cells["column"].unique(maintain_order=True)]
    return Alternative("with " + ", ".join(dict.fromkeys(told)), tables, rest)


def _said(name: str, column: str, row: pl.DataFrame, action: Any, settings: Settings) -> str:
    """A cell as it is taken, in words and in people's units."""
    if action == BY_RULE or column not in row.columns:
        return "its row as it stands"
    contract, value = TABLES[name].column(column), row[column][0]
    if contract.kind == "money":
        return f"{contract.plain} {format_short(value, settings.portfolio.currency, settings.portfolio.minor_digits)}"
    scale = {"fte": 1000, "share": 10_000}.get(contract.kind)
    return f"{contract.plain} {value / scale:g}" if scale else f"{contract.plain} {value}"


def _put_back(name: str, cells: pl.DataFrame) -> pl.DataFrame:
    """A row that a rule set aside, as it was read."""
    schema = {column.name: column.dtype for column in TABLES[name].columns}
    row = pl.select(pl.lit(cells["raw"][0]).str.json_decode(pl.Struct(schema)).alias("row")).unnest("row")
    return conform(
        name,
        row.with_columns(
            source_system=pl.lit(cells["source_system"][0]),
            source_file=pl.lit(cells["source_file"][0]),
            source_row=cells["source_row"][0],
        ),
    )


def _read_again(name: str, record: Any, cells: pl.DataFrame, data: Data) -> pl.DataFrame | None:
    if name not in data.raw:
        return None
    assume = {}
    for column in cells["column"].unique(maintain_order=True):
        # Of "exactly one of them", the first; a row whose cells cannot be told apart names no column.
        first = str(column).split(" or ")[0]
        value = favourable(name, first, cells["raw"][0], data) if first in data.tables[name].columns else None
        if value is None:
            return None
        assume[first] = value
    raw = data.raw[name].with_row_index("__record").filter(pl.col("__record") == record).drop("__record")
    accepted, _ = parse(name, raw, data.settings, crosswalk_of(data.tables["crosswalk"]), assume=assume).collect()
    return accepted


def favourable(name: str, column: str, raw: str | None, data: Data) -> Any:
    """The plausible value of a cell that most favours its project: an end of what others of its kind have."""
    known = data.tables[name]
    about: dict[str, Any] = json.loads(raw) if raw else {}
    alike = known
    for kind in ("cost_class", "category", "role_id"):
        word = about.get(kind)
        if kind in known.columns and isinstance(word, str) and word in set(known[kind].drop_nulls()):
            alike = alike.filter(pl.col(kind) == word)
    values = (alike if alike[column].count() else known)[column].drop_nulls()
    if name == "projects":
        return _favourable_of_project(column, data)
    if values.is_empty():
        return None
    if column in FAVOURABLE:
        share = HIGH if name == "benefits" and column == "amount_minor" else FAVOURABLE[column]
        return values.sort()[round(share * (len(values) - 1))]
    # A class, a period or a role has no end that favours: any value will do where it has no say, and none where it has.
    return None if has_say(name, column, data.settings) else values.mode().sort()[0]


def _favourable_of_project(column: str, data: Data) -> Any:
    """A date that leaves the project most room. A status or a mandate is not guessed, and stops the night where it cannot be read."""
    horizon = data.settings.horizon()
    dates = {
        "earliest_start": horizon.period_start(0),
        "latest_start": horizon.period_start(horizon.periods - 1),
        "deadline": NO_DEADLINE,
    }
    return dates.get(column)


def has_no_say(rule: str, findings: pl.DataFrame, data: Data) -> bool:
    """Does nothing that a rule's findings name reach the plan, whatever its value?"""
    if rule in DOUBTS or rule in ABOUT_QUARANTINE or "set_aside" in findings["handling"].to_list():
        return False
    columns = [(table, column) for table, column in findings.select("table", "column").unique().iter_rows()]
    if columns and all(column and table in TABLES and not has_say(table, column, data.settings) for table, column in columns):
        return True
    return rule in WITHOUT_SAY


def alternatives(rule: str, project: str | None, findings: pl.DataFrame, data: Data) -> list[Alternative] | None:
    """The plausible other states of the data that a rule's findings about one project allow; None where none can be stated.

    An empty list: nothing they name has a say in the plan.
    """
    if has_no_say(rule, findings, data):
        return []
    if rule in ABOUT_QUARANTINE or "set_aside" in findings["handling"].to_list():
        return as_if_readable(data, project) if project else None
    return DOUBTS[rule](project, findings, data) if rule in DOUBTS else None


def _zeroed(name: str, rows: Callable[[str | None, pl.DataFrame], pl.Expr], label: str) -> Callable[..., list[Alternative]]:
    """The rows of a table that are in doubt may be worth nothing."""

    def doubt(project: str | None, findings: pl.DataFrame, data: Data) -> list[Alternative]:
        frame = data.tables[name]
        hit = rows(project, findings)
        changed = frame.with_columns(
            amount_minor=pl.when(hit & pl.col("amount_minor").is_not_null()).then(0).otherwise("amount_minor")
        )
        return [Alternative(label, {**data.tables, name: changed}, data.quarantine)]

    return doubt


def _of_rows(project: str | None, findings: pl.DataFrame) -> pl.Expr:
    """The very rows: a row of a wide sheet is many here, so its place alone would name too much."""
    return pl.int_range(pl.len(), dtype=pl.Int64).is_in(findings["record"].drop_nulls().implode())


def _of_claims(project: str | None, findings: pl.DataFrame) -> pl.Expr:
    groups = findings["where"].str.strip_prefix("benefit ")
    return (pl.col("project_id") == pl.lit(project)) & pl.col("double_count_group").is_in(groups.implode()).fill_null(value=False)


def _scaled_to_stated(project: str | None, findings: pl.DataFrame, data: Data) -> list[Alternative] | None:
    """The project may cost what it states rather than what its lines sum to."""
    nearest = nearest_totals(data.tables, data.settings.portfolio.currency).filter(pl.col("project_id") == pl.lit(project))
    if nearest.is_empty() or not nearest["total"][0]:
        return None
    stated, total = nearest["whole_life_cost_minor"][0], nearest["total"][0]
    lines = data.tables["cost_lines"]
    own = pl.col("project_id") == pl.lit(project)
    scaled = (pl.col("amount_minor").cast(pl.Float64) * stated / total).round().cast(pl.Int64)
    changed = lines.with_columns(amount_minor=pl.when(own).then(scaled).otherwise("amount_minor"))
    return [Alternative("at its stated cost", {**data.tables, "cost_lines": changed}, data.quarantine)]


def _with_the_plan_s_classes(project: str | None, findings: pl.DataFrame, data: Data) -> list[Alternative]:
    """The forecast may lack what the plan still has."""
    lines = data.tables["cost_lines"]
    own = lines.filter(pl.col("project_id") == pl.lit(project))
    has = own.filter(pl.col("kind") == "forecast")["cost_class"].unique().implode()
    missing = own.filter((pl.col("kind") == "plan") & ~pl.col("cost_class").is_in(has)).with_columns(kind=pl.lit("forecast"))
    return [
        Alternative(
            "with the plan's lines of the class its forecast lacks",
            {**data.tables, "cost_lines": pl.concat([lines, missing])},
            data.quarantine,
        )
    ]


def _one_project_less(project: str | None, findings: pl.DataFrame, data: Data) -> list[Alternative]:
    """Two ids may be one project: then one of them is no candidate."""
    ids = {each.split(" '")[0] for each in findings["where"]} | {project}
    known = set(data.tables["projects"]["project_id"])
    return [
        Alternative(f"without {each}", {**data.tables, "projects": data.tables["projects"].filter(pl.col("project_id") != each)}, data.quarantine)
        for each in sorted(known & ids)
    ]  # fmt: skip


def _modes_as_meant(project: str | None, findings: pl.DataFrame, data: Data) -> list[Alternative]:
    """Lines that name a mode their project has not may belong to any mode it has, or to all."""
    modes = data.tables["modes"].filter(pl.col("project_id") == pl.lit(project))["mode_id"].to_list() or [IMPLICIT_MODE]
    wrong = (pl.col("project_id") == pl.lit(project)) & pl.col("mode_id").is_not_null() & ~pl.col("mode_id").is_in(modes)
    names = ("cost_lines", "benefits", "demand")
    return [
        Alternative(f"with its lines of unknown modes under {mode}", {
            **data.tables, **{name: data.tables[name].with_columns(mode_id=pl.when(wrong).then(pl.lit(mode)).otherwise("mode_id")) for name in names}
        }, data.quarantine)
        for mode in modes
    ]  # fmt: skip


def _in_one_currency(project: str | None, findings: pl.DataFrame, data: Data) -> list[Alternative]:
    """Every line may be meant in the project's own currency."""
    own = pl.col("project_id") == pl.lit(project)
    names = ("cost_lines", "benefits")
    unsaid = {name: data.tables[name].with_columns(currency=pl.when(~own).then("currency")) for name in names}
    return [Alternative("with every line in the project's currency", {**data.tables, **unsaid}, data.quarantine)]


def _in_the_horizon(project: str | None, findings: pl.DataFrame, data: Data) -> list[Alternative]:
    """A budget outside the horizon may be of any of its years, beside what the fund has there already."""
    funds, made = data.tables["funds"], []
    for year in data.settings.horizon().fiscal_years():
        moved = funds.with_columns(fiscal_year=pl.when(_of_rows(project, findings)).then(year).otherwise("fiscal_year"))
        keys = ["fund_id", "cost_class", "fiscal_year"]
        summed = moved.group_by(keys, maintain_order=True).agg(
            pl.col("amount_minor").sum(), pl.exclude(*keys, "amount_minor").first()
        )
        made.append(
            Alternative(f"with the budget in FY{year}", {**data.tables, "funds": summed.select(funds.columns)}, data.quarantine)
        )
    return made


def _emptied(project: str | None, findings: pl.DataFrame, data: Data) -> list[Alternative] | None:
    """Cells that became unknown may have been any plausible value: all at the end that favours the project, and all at the other."""
    cells = [
        row
        for row in findings.select("table", "column", "source_file", "source_row").iter_rows()
        if has_say(row[0], row[1], data.settings)
    ]
    if not cells:
        return []
    if any(column not in FAVOURABLE or data.tables[name][column].count() == 0 for name, column, _, _ in cells):
        return None
    made = []
    for favours in (True, False):
        tables = dict(data.tables)
        for name, column, file, row in cells:
            high = (FAVOURABLE[column] == HIGH or (name == "benefits" and column == "amount_minor")) == favours
            values = data.tables[name][column].drop_nulls().sort()
            end = values[round((HIGH if high else LOW) * (len(values) - 1))]
            hit = (pl.col("source_file") == file) & (pl.col("source_row") == row) & pl.col(column).is_null()
            tables[name] = tables[name].with_columns(
                pl.when(hit).then(pl.lit(end, tables[name].schema[column])).otherwise(column).alias(column)
            )
        made.append(
            Alternative(f"at the end of what others have that {'favours it' if favours else 'does not'}", tables, data.quarantine)
        )
    return made


ABOUT_QUARANTINE = ("bad_rows_set_aside",)
DOUBTS: dict[str, Callable[[str | None, pl.DataFrame, Data], list[Alternative] | None]] = {
    "benefits_have_owner": _zeroed("benefits", lambda project, _: (pl.col("project_id") == pl.lit(project)) & pl.col("owner").is_null(), "if the benefits nobody answers for do not come"),
    "benefits_after_delivery": _zeroed("benefits", _of_rows, "without the benefits that come too early"),
    "benefits_claimed_once": _zeroed("benefits", _of_claims, "if the benefit is another's"),
    "costs_inside_window": _zeroed("cost_lines", _of_rows, "without the costs outside its window"),
    "lines_sum_to_stated_cost": _scaled_to_stated,
    "forecast_covers_plan": _with_the_plan_s_classes,
    "projects_told_apart": _one_project_less,
    "lines_name_known_modes": _modes_as_meant,
    "one_currency_a_project": _in_one_currency,
    "funds_inside_horizon": _in_the_horizon,
    "cells_emptied": _emptied,
}  # fmt: skip
# Rules about what the plan does not look at.
WITHOUT_SAY = (
    "earned_within_budget", "planned_within_budget", "one_budget_a_baseline", "earned_value_is_incremental", "progress_does_not_fall", "status_is_fresh",
    "columns_are_known",
)  # fmt: skip
