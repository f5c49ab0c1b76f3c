"""The report frames: the night's results in the shape people read them, from which every kind of report is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from cutline.choices.limits.planning_blocks import overloads_within_blocks, period_namer
from cutline.choices.rules.virement import TRANSFER_ENDS
from cutline.contracts.calendar import Calendar
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.modes import decision_words
from cutline.ledger.frames import RELEASED, RESERVED
from cutline.ledger.stage_gates import next_gates, split_at_gates
from cutline.measures.catalogue import PUBLISHED_METRICS
from cutline.metrics.people.supply_and_demand import loads
from cutline.metrics.people.utilisation import utilisation
from cutline.settings.all_settings import Settings
from cutline.valuation.money import format_minor, format_short

Frames = Mapping[str, pl.DataFrame]
PEOPLE_BOUGHT = "(people bought)"
SHOWN_BLOCKERS = 3
SHOWN_PROJECTS = 4
CODE_WORDS = {
    "stopped": "Stopped",
    "status": "Not a candidate",
    "decision": "Decided",
    "data": "Data missing or bad",
    "window": "No start possible",
    "worth_nothing": "Not worth its cost",
    "never_fits": "Cannot fit",
    "displaces": "Others are worth more",
    "kept_close": "Kept close to the approved plan",
    "within_gap": "Within the search gap",
}
EFFECT_WORDS = {
    "changes": "Changes the plan",
    "not_proven": "May change the plan",
    "not_tied": "Of no project",
    "no_change": "Changes nothing",
    "no_say": "Has no say",
}
QUALITY_NAMES = ("quality_scores", "quality_trend", "quality_exceptions", "field_freshness")
REPORT_NAMES = {
    "selected": "projects to fund: option, start, cost, value",
    "not_selected": "every other project, with its reason and its price",
    "allocation": "budget, allocated (released and reserved) and remaining by fund, fiscal year and class",
    "allocation_lines": "the same by project: what finance books, released or reserved",
    "stage_gates": "the next gate of each project in the plan that has gates, what is released to it and what is reserved after it",
    "people_bought": "overtime, contractors and hires by role and period, and what they cost",
    "block_overloads": "roles and periods in which the plan needs more people than there are, although their block has enough: work that must move within it",
    "money_moved": "money carried to another fiscal year, and money vired, with the rule it was moved under",
    "synergies": "what chosen projects gain or lose together",
    "utilisation": "use of each role's capacity by period, before and after the plan",
    "costs": "cost inside the horizon of each candidate's chosen or best option",
    "metrics": "every measure of every project",
    "quality": "every rule's result, those that had stopped the night aside",
    "findings": "what the rules object to, by project, with its effect on the plan and what is at stake, the weightiest first",
    "quality_scores": "score of each source and owner tonight, beside the day before",
    "quality_trend": "the same, day by day",
    "quality_exceptions": "what may stand until a day: who says so, days left, findings covered",
    "field_freshness": "every field: day of the export that fills it, share known, since when it has not changed",
    "quarantine": "cells that could not be read",
    "row_accounting": "rows of every file: read, accepted, quarantined, superseded",
    "deliveries": "every file in the drop zone, and whether it was used",
    "kept_aside": "cells of columns that nothing reads",
    "look_alikes": "ids that may be the same project, to be reviewed",
    **PUBLISHED_METRICS,
}


@dataclass(frozen=True)
class NightResults:
    """What a night found, before it is put into words.

    tables: canonical tables. choices: cutline.choices.options.choices.Choices as frames. chosen: option key and finish_index. reasons: one row for each
    project the optimiser left out. allocations: ledger.ALLOCATION_SCHEMA. measures: the metric tables of `cutline.measures`, by name. quality, quarantine,
    accounting: what the gate and the sources said. arrivals: deliveries, kept_aside, look_alikes, the cells that were emptied; findings
    (data_quality.effects.finding_effects) and the frames of QUALITY_NAMES. bought, moved, gained: ledger.BOUGHT_SCHEMA, MOVED_SCHEMA, GAINED_SCHEMA.
    """

    tables: Frames
    choices: Frames
    chosen: pl.DataFrame
    reasons: pl.DataFrame
    allocations: pl.DataFrame
    measures: Frames
    quality: pl.DataFrame
    quarantine: pl.DataFrame
    accounting: pl.DataFrame
    arrivals: Frames
    bought: pl.DataFrame
    moved: pl.DataFrame
    gained: pl.DataFrame


def report_frames(night: NightResults, settings: Settings) -> dict[str, pl.DataFrame]:
    """The frames of REPORT_NAMES."""
    parts = split_at_gates(night.allocations, night.chosen, night.tables, settings)
    return {
        "selected": _selected(night, settings),
        "not_selected": _not_selected(night, settings),
        "allocation": _allocation(night, parts),
        "allocation_lines": _allocation_lines(night, parts),
        "stage_gates": _stage_gates(night, parts, settings),
        "people_bought": _people_bought(night, settings.horizon()),
        "block_overloads": _with_names(overloads_within_blocks(night.choices, night.chosen, night.bought), night, settings),
        "money_moved": _money_moved(night, settings),
        "synergies": _synergies(night),
        "utilisation": utilisation_frame(night.choices, night.chosen, settings.horizon()),
        "costs": _own_costs(night),
        "metrics": night.measures["projects"],
        **{name: _with_names(night.measures[name], night, settings) for name in PUBLISHED_METRICS},
        "quality": night.quality,
        "quarantine": pl.concat([night.quarantine, night.arrivals["emptied_cells"]]).drop("record", "raw"),
        "row_accounting": night.accounting,
        "findings": _findings(night),
        **{name: night.arrivals[name] for name in ("deliveries", "kept_aside", "look_alikes", *QUALITY_NAMES)},
    }


def _half_known(night: NightResults) -> pl.DataFrame:
    """project_id, name of the projects whose own row is in quarantine."""
    unread = night.quarantine.filter(pl.col("table") == "projects").unique("project_id", keep="first", maintain_order=True)
    named = unread.select("project_id", pl.col("raw").str.json_path_match("$.name").alias("name"))
    return named.join(night.tables["projects"], on="project_id", how="anti")


def _findings(night: NightResults) -> pl.DataFrame:
    names = pl.concat([night.tables["projects"].select("project_id", "name"), _half_known(night)])
    effect = pl.col("effect").replace_strict(EFFECT_WORDS, return_dtype=pl.String)
    told = (
        pl.when(pl.col("excepted_until").is_null())
        .then(effect)
        .otherwise(pl.format("{} (excepted until {})", effect, "excepted_until"))
    )
    named = night.arrivals["findings"].join(names, on="project_id", how="left", maintain_order="left").with_columns(verdict=told)
    return named.select(
        "rank",
        "verdict",
        "rule",
        "project_id",
        "name",
        "severity",
        "findings",
        "detail",
        "cost_minor",
        "benefit_minor",
        "owner",
        "table",
        "where",
        "found",
        "effect",
        "excepted_until",
    )


def _with_names(frame: pl.DataFrame, night: NightResults, settings: Settings) -> pl.DataFrame:
    """A metric table with what its projects are called and its periods' labels beside their numbers."""
    if "project_id" in frame.columns:
        names = night.tables["projects"].select("project_id", "name").unique("project_id", keep="any")
        named = frame.join(names, on="project_id", how="left", maintain_order="left")
        at = frame.columns.index("project_id") + 1
        frame = named.select(*frame.columns[:at], "name", *frame.columns[at:])
    labels = {name: name.removesuffix("_index") for name in frame.columns if name.endswith("_index")}
    return frame.with_columns(_label(pl.col(name), settings.horizon()).alias(label) for name, label in labels.items())


def utilisation_frame(choices: Frames, chosen: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """metrics.resources.utilisation of the plan, with the period's label; `asked` is every candidate in its first option."""
    lazy = {name: choices[name].lazy() for name in ("capacity", "demand", "options", "requirements")}
    unread = dict.fromkeys(("gross_milli_fte", "run_milli_fte", "leave_milli_fte"), pl.lit(None, pl.Int64))
    supply = lazy["capacity"].rename({"milli_fte": "capacity_milli_fte"}).with_columns(**unread)
    asked = loads(lazy["demand"], lazy["options"], lazy["requirements"], chosen.lazy())
    columns = ("capacity_milli_fte", "planned_milli_fte", "asked_milli_fte", "utilisation_bp", "asked_bp")
    shown = utilisation(supply, asked).select("role_id", "period_index", *columns).collect()
    return shown.with_columns(period=_label(pl.col("period_index"), calendar))


def _label(index: pl.Expr, calendar: Calendar) -> pl.Expr:
    return index.map_elements(calendar.label, return_dtype=pl.String)


def _start_of(index: pl.Expr, calendar: Calendar) -> pl.Expr:
    return index.map_elements(calendar.period_start, return_dtype=pl.Date)


def _about(night: NightResults) -> pl.DataFrame:
    return night.tables["projects"].select("project_id", "name", "status", "project_class", "theme", "sponsor")


def _selected(night: NightResults, settings: Settings) -> pl.DataFrame:
    calendar = settings.horizon()
    years = night.choices["years"]["fiscal_year"].implode()
    spend = night.choices["spend"].join(night.chosen, on=OPTION_KEY, how="semi")
    inside = pl.col("fiscal_year").is_in(years)

    def total(condition: pl.Expr) -> pl.Expr:
        return pl.col("amount_minor").filter(condition).sum()

    sums = spend.group_by("project_id").agg(
        capex_minor=total(inside & (pl.col("cost_class") == "capex")),
        opex_minor=total(inside & (pl.col("cost_class") == "opex")),
        later_minor=total(~inside),
    )
    why = night.choices["requirements"].group_by("project_id").agg(required=pl.col("text").sort().str.join("; "))
    labels = night.tables["modes"].select("project_id", "mode_id", "label", "intent")
    value = night.choices["options"].select(*OPTION_KEY, "value")
    return (
        night.chosen.join(night.choices["stop_modes"], on=["project_id", "mode_id"], how="anti")
        .join(_about(night), on="project_id", how="left")
        .join(labels, on=["project_id", "mode_id"], how="left")
        .join(value, on=OPTION_KEY, how="left")
        .join(sums, on="project_id", how="left")
        .join(why, on="project_id", how="left")
        .with_columns(pl.col("capex_minor", "opex_minor", "later_minor").fill_null(0))  # no spend line left: known to cost nothing more
        .sort("value", "project_id", descending=[True, False])
        .select(
            "project_id", "name", "status", "project_class", "theme", "sponsor", "mode_id", mode=pl.coalesce("label", "mode_id"), course=decision_words(),
            start=_label(pl.col("start_index"), calendar), start_date=_start_of(pl.col("start_index"), calendar),
            finish_date=_start_of(pl.col("finish_index"), calendar).dt.offset_by("-1d"), value="value", capex_minor="capex_minor",
            opex_minor="opex_minor", spend_minor=pl.col("capex_minor") + pl.col("opex_minor"), later_minor="later_minor", required="required",
        )
    )  # fmt: skip


def _not_selected(night: NightResults, settings: Settings) -> pl.DataFrame:
    names = dict(night.tables["projects"].select("project_id", "name").iter_rows())
    stopped = night.chosen.join(night.choices["stop_modes"], on=["project_id", "mode_id"], how="semi")
    exits = dict(stopped.join(night.choices["options"], on=OPTION_KEY).select("project_id", "value").iter_rows())
    from_search = [
        {
            "project_id": row["project_id"], "code": "stopped" if row["project_id"] in exits else row["code"],
            "reason": (f"Stopped, worth {amount_text(exits[row['project_id']], settings)}. " if row["project_id"] in exits else "") + reason_text(row, names, settings),
            "best_value": row["best_value"], "loss": row["loss"], "loss_at_most": row["loss_at_most"],
            "blocking": "; ".join(_blocker(each, settings) for each in row["blocking"]),
        }
        for row in night.reasons.iter_rows(named=True)
    ]  # fmt: skip
    before = [
        {"project_id": project, "code": code, "reason": text[:1].upper() + text[1:] + "."}
        for project, code, text in night.choices["left_out"].select("project_id", "code", "text").iter_rows()
    ]
    schema = {
        "project_id": pl.String, "code": pl.String, "reason": pl.String, "best_value": pl.Int64, "loss": pl.Int64, "loss_at_most": pl.Int64,
        "blocking": pl.String,
    }  # fmt: skip
    order = {
        code: i
        for i, code in enumerate(
            (
                "stopped",
                "displaces",
                "kept_close",
                "within_gap",
                "never_fits",
                "worth_nothing",
                "data",
                "window",
                "decision",
                "status",
            )
        )
    }
    known = pl.concat([_about(night), _half_known(night)], how="diagonal")
    rows = pl.DataFrame([*from_search, *before], schema=schema)
    return (
        # A project whose own row is in quarantine is not in the canonical table: its id and name are all that is shown.
        rows.join(known, on="project_id", how="left")
        .sort(pl.col("code").replace_strict(order, default=9), "best_value", "project_id", descending=[False, True, False], nulls_last=True)
        .select(
            "project_id", "name", "status", "project_class", "theme", "sponsor", "code",
            verdict=pl.col("code").replace_strict(CODE_WORDS, return_dtype=pl.String), reason="reason", best_value="best_value",
            loss="loss", loss_at_most="loss_at_most", blocking="blocking",
        )
    )  # fmt: skip


def reason_text(row: Mapping[str, Any], names: Mapping[str, str], settings: Settings) -> str:
    """One row of the reasons (optimizer.explain.reasons.REASON_SCHEMA) in the words the analyst will use in the meeting."""
    worth = amount_text(row["best_value"], settings)
    runs_into = _listed([_blocker(each, settings) for each in row["blocking"]], SHOWN_BLOCKERS)
    match row["code"]:
        case "worth_nothing":
            return f"Its best option is worth {worth}: it costs more than it is expected to bring, and nothing requires it."
        case "never_fits":
            return f"Worth {worth} by itself, but no portfolio that keeps every rule can hold it. Added to the plan it runs into {runs_into}."
        case "kept_close":
            return f"Worth {worth}. It would add value, by less than the tolerance set for staying close to the approved plan."
        case "within_gap":
            return f"Worth {worth}. It fits the plan as it stands; the search stopped within its gap before adding it."
    price = _price(row["loss"], row["loss_at_most"], settings)
    swap = ""
    if row["displaced"]:
        swap = f", because it would push out {_listed([_called(p, names) for p in row['displaced']], SHOWN_PROJECTS)}"
        if row["added"]:
            swap += f" (and let in {_listed([_called(p, names) for p in row['added']], SHOWN_PROJECTS)})"
    elif row["loss"] is not None:
        swap = ", because others would have to run later or smaller"
    return f"Worth {worth} by itself. {price}{swap}. Added to the plan as it stands it runs into {runs_into}."


def _price(low: int | None, high: int | None, settings: Settings) -> str:
    if low is None or high is None:
        return "The search limit was reached before its price was known"
    if low == high:
        return f"Putting it in lowers the portfolio's value by {amount_text(high, settings)}"
    if low == 0:
        return f"Putting it in lowers the portfolio's value by at most {amount_text(high, settings)}"
    return f"Putting it in lowers the portfolio's value by {amount_text(low, settings)} to {amount_text(high, settings)}"


def amount_text(amount: int, settings: Settings) -> str:
    """An amount of the objective for people: money, or points."""
    if settings.planning.objective == "score":
        return f"{amount / 1000:,.1f} points"
    return format_short(amount, settings.portfolio.currency, settings.portfolio.minor_digits)


def _called(project: str, names: Mapping[str, str]) -> str:
    return f"{names[project]} ({project})" if project in names else project


def _listed(items: list[str], shown: int) -> str:
    rest = len(items) - shown
    return ", ".join(items[:shown]) + (f" and {rest} more" if rest > 0 else "")


def _blocker(each: Mapping[str, Any], settings: Settings) -> str:
    p = settings.portfolio
    match each["unit"]:
        case "minor":
            return f"{each['rule']} (short of {format_minor(each['excess'], p.currency, p.minor_digits)})"
        case "milli_fte":
            return (
                f"{each['role_id']} in {period_namer(settings)(each['period_index'])} (short of {each['excess'] / 1000:,.2f} FTE)"
            )
    return str(each["rule"])


def _own_costs(night: NightResults) -> pl.DataFrame:
    """project_id, spend_minor inside the horizon: of the option chosen, or of the most valuable one where none is."""
    best = night.choices["options"].sort("value", *OPTION_KEY, descending=[True, False, False, False])
    left = best.join(night.chosen, on="project_id", how="anti").unique("project_id", keep="first", maintain_order=True)
    picked = pl.concat([frame.select(OPTION_KEY) for frame in (night.chosen, left)])
    spend = night.choices["spend"].join(night.choices["years"], on="fiscal_year", how="semi")
    return (
        picked.join(spend, on=OPTION_KEY, how="left")
        .group_by("project_id")
        .agg(spend_minor=pl.col("amount_minor").sum())
        .sort("project_id")
    )


def _by_release() -> dict[str, pl.Expr]:
    """Sums of what is released and what is reserved."""
    return {f"{word}_minor": pl.col("amount_minor").filter(pl.col("release") == word).sum() for word in (RELEASED, RESERVED)}


def _allocation(night: NightResults, parts: pl.DataFrame) -> pl.DataFrame:
    keys = ["fund_id", "fiscal_year", "cost_class"]
    drawn = parts.group_by(keys).agg(allocated_minor=pl.col("amount_minor").sum(), **_by_release())
    shifts = [
        night.moved.select(fund_id=f"{end}_fund_id", cost_class=f"{end}_class", fiscal_year=f"{end}_year", moved_minor=pl.col("amount_minor") * sign)
        for end, sign in (("to", 1), ("from", -1))
    ]  # fmt: skip
    moved = pl.concat(shifts).group_by(keys).agg(pl.col("moved_minor").sum())
    names = night.tables["funds"].select("fund_id", "name").unique("fund_id", keep="first", maintain_order=True)
    return (
        night.choices["budgets"]
        .join(drawn, on=keys, how="left")
        .join(moved, on=keys, how="left")
        .join(names, on="fund_id", how="left")
        .with_columns(pl.col("allocated_minor", "released_minor", "reserved_minor", "moved_minor").fill_null(0))  # no allocation from a fund is known to be nothing drawn
        .select(
            "fund_id", fund="name", fiscal_year="fiscal_year", cost_class="cost_class", budget_minor="amount_minor", moved_minor="moved_minor",
            allocated_minor="allocated_minor", released_minor="released_minor", reserved_minor="reserved_minor",
            remaining_minor=pl.col("amount_minor") + pl.col("moved_minor") - pl.col("allocated_minor"),
        )
        .sort(keys)
    )  # fmt: skip


def _money_moved(night: NightResults, settings: Settings) -> pl.DataFrame:
    """Every move of the plan, the rule that allows it, and the move in words."""
    allowed = night.choices["transfers"].select(*TRANSFER_ENDS, "rule_id", "owner")
    moved = night.moved.join(allowed, on=TRANSFER_ENDS, how="left", maintain_order="left")
    words = [moved_text(row, settings) for row in moved.iter_rows(named=True)]
    return moved.with_columns(text=pl.Series(words, dtype=pl.String))


def moved_text(row: Mapping[str, Any], settings: Settings) -> str:
    """A move of money in words."""
    p = settings.portfolio
    source, target = (f"{row[f'{end}_fund_id']} {row[f'{end}_class']} FY{row[f'{end}_year']}" for end in ("from", "to"))
    amount = format_minor(row["amount_minor"], p.currency, p.minor_digits)
    if row["rule_id"] is None:
        return f"carried {amount} from {source} to {target}"
    return f"moved {amount} from {source} to {target} under virement {row['rule_id']}, owner {row['owner']}"


def _synergies(night: NightResults) -> pl.DataFrame:
    own = night.choices["programmes"].select(pl.format("programme {}", "rule_id").alias("synergy_id"), "project_id")
    members = pl.concat([night.choices["synergies"].select("synergy_id", "project_id"), own])
    projects = members.group_by("synergy_id").agg(projects=pl.col("project_id").sort().str.join(", "))
    return night.gained.join(projects, on="synergy_id", how="left", maintain_order="left").select(
        "synergy_id", "projects", "value"
    )


def _people_bought(night: NightResults, calendar: Calendar) -> pl.DataFrame:
    label = _label(pl.col("period_index"), calendar)
    return night.bought.select("role_id", "period_index", "kind", "milli_fte", "fiscal_year", "amount_minor", period=label)


def _allocation_lines(night: NightResults, parts: pl.DataFrame) -> pl.DataFrame:
    return (
        parts.join(_about(night).select("project_id", "name"), on="project_id", how="left")
        .with_columns(pl.when(pl.col("project_id").is_null()).then(pl.lit(PEOPLE_BOUGHT)).otherwise("name").alias("name"))
        .select("project_id", "name", "fund_id", "fiscal_year", "cost_class", "release", "amount_minor")
        .sort("project_id", "fiscal_year", "cost_class", "fund_id", "release")
    )


def _stage_gates(night: NightResults, parts: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    sums = parts.group_by("project_id").agg(**_by_release())
    gates = next_gates(night.chosen, night.tables, settings).join(sums, on="project_id", how="left", maintain_order="left")
    return gates.join(_about(night).select("project_id", "name"), on="project_id", how="left", maintain_order="left").select(
        "project_id", "name", "passed_gate", "next_gate", "gate_date", period=_label(pl.col("period_index"), settings.horizon()),
        # A project that spends nothing inside the horizon has nothing to release or reserve.
        released_minor=pl.col("released_minor").fill_null(0), reserved_minor=pl.col("reserved_minor").fill_null(0), text="text",
    )  # fmt: skip
