"""Computes the published tables about the selection: selected, not selected, cost of each candidate, and synergies.

The synergies are those that the plan gains. A new column is first made in this file; the look of the sheets is in
`cutline/reports/sheets/selection.py`.
"""

from typing import Any

import polars as pl

from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.modes import decision_words
from cutline.reports.amounts import amount_text
from cutline.reports.tables.exceeded_limits import exceeded_limits, projects_beside
from cutline.reports.tables.naming import period_label, period_start, project_columns, projects_in_quarantine
from cutline.reports.tables.published_table import NightResults, PublishedTable
from cutline.reports.tables.reasons import blocking_texts, reason_text
from cutline.settings.all_settings import Settings

VERDICTS = {
    "stopped": "Stopped",
    "status": "Not a candidate",
    "decision": "Decided",
    "data": "Data missing or bad",
    "window": "No start possible",
    "worth_nothing": "Not worth its cost",
    "never_fits": "Cannot fit",
    "displaces": "Others are worth more",
    "as_good": "Another plan is as good",
    "kept_close": "Kept close to the approved plan",
    "later_objective": "Left for a later objective",
    "within_gap": "Within the search gap",
    "not_proven": "Not proven",
}
# The order of projects that are not selected; a code that is not in this list comes last.
VERDICT_ORDER = (
    "stopped", "displaces", "as_good", "kept_close", "later_objective", "within_gap", "not_proven", "never_fits", "worth_nothing", "data", "window", "decision", "status",
)  # fmt: skip
_NOT_SELECTED = {
    "project_id": pl.String, "code": pl.String, "reason": pl.String, "best_value": pl.Int64, "price_state": pl.String,
    "loss": pl.Int64, "loss_at_most": pl.Int64, "leaves": pl.String, "enters": pl.String, "otherwise": pl.String, "one_of_several": pl.Boolean, "blocking": pl.String,
}  # fmt: skip


# The columns that list projects of a displacement, and the columns of the reasons from which they come.
_MOVED = {"leaves": "displaced", "enters": "added", "otherwise": "otherwise"}


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
        .join(project_columns(night), on="project_id", how="left")
        .join(labels, on=["project_id", "mode_id"], how="left")
        .join(value, on=OPTION_KEY, how="left")
        .join(sums, on="project_id", how="left")
        .join(why, on="project_id", how="left")
        .join(projects_beside(night, exceeded_limits(night, settings)), on="project_id", how="left")
        .with_columns(pl.col("capex_minor", "opex_minor", "later_minor").fill_null(0))  # no spend line left means no further cost
        .sort("value", "project_id", descending=[True, False])
        .select(
            "project_id", "name", "status", "project_class", "theme", "sponsor", "mode_id", mode=pl.coalesce("label", "mode_id"), course=decision_words(),
            start=period_label(pl.col("start_index"), calendar), start_date=period_start(pl.col("start_index"), calendar),
            finish_date=period_start(pl.col("finish_index"), calendar).dt.offset_by("-1d"), value="value", capex_minor="capex_minor",
            opex_minor="opex_minor", spend_minor=pl.col("capex_minor") + pl.col("opex_minor"), later_minor="later_minor", required="required", exceeds="beside",
        )
    )  # fmt: skip


def _not_selected(night: NightResults, settings: Settings) -> pl.DataFrame:
    # A project whose own row is in quarantine is not in the canonical table: its id and name are all that is shown.
    known = pl.concat([project_columns(night), projects_in_quarantine(night)], how="diagonal")
    rows = pl.DataFrame([*_refused_by_the_search(night, settings), *_never_offered(night)], schema=_NOT_SELECTED)
    beside = projects_beside(night, exceeded_limits(night, settings))
    told = (
        pl.when(pl.col("beside").is_null())
        .then("reason")
        .otherwise(pl.format("{} It also needs what the plan exceeds already: {}.", "reason", "beside"))
    )
    rows = rows.join(beside, on="project_id", how="left", maintain_order="left").with_columns(reason=told).drop("beside")
    place = {code: place for place, code in enumerate(VERDICT_ORDER)}
    return (
        rows.join(known, on="project_id", how="left")
        .sort(pl.col("code").replace_strict(place, default=9), "best_value", "project_id", descending=[False, True, False], nulls_last=True)
        .select(
            "project_id", "name", "status", "project_class", "theme", "sponsor", "code",
            verdict=pl.col("code").replace_strict(VERDICTS, return_dtype=pl.String), reason="reason", best_value="best_value",
            price_state="price_state", loss="loss", loss_at_most="loss_at_most", leaves="leaves", enters="enters", otherwise="otherwise",
            one_of_several="one_of_several", blocking="blocking",
        )
    )  # fmt: skip


def _refused_by_the_search(night: NightResults, settings: Settings) -> list[dict[str, Any]]:
    """The projects that were offered to the optimiser and are not run. For a project that is stopped, the reason states the
    value of the stop.
    """
    names = dict(night.tables["projects"].select("project_id", "name").iter_rows())
    stopped = night.chosen.join(night.choices["stop_modes"], on=["project_id", "mode_id"], how="semi")
    exits = dict(stopped.join(night.choices["options"], on=OPTION_KEY).select("project_id", "value").iter_rows())
    rows = []
    for row in night.reasons.iter_rows(named=True):
        project = row["project_id"]
        stop = f"Stopped, worth {amount_text(exits[project], settings)}. " if project in exits else ""
        rows.append({
            "project_id": project, "code": "stopped" if project in exits else row["code"], "reason": stop + reason_text(row, names, settings),
            "best_value": row["best_value"], "price_state": row["price_state"], "loss": row["loss"], "loss_at_most": row["loss_at_most"],
            **{name: ", ".join(row[own]) if row["is_displacement_proven"] else None for name, own in _MOVED.items()},
            "one_of_several": row["is_one_of_several"],
            "blocking": "; ".join(blocking_texts(row, settings)),
        })  # fmt: skip
    return rows


def _never_offered(night: NightResults) -> list[dict[str, Any]]:
    """The projects that were not offered to the optimiser: no candidates, decided already, without data, or without a possible start."""
    return [
        {"project_id": project, "code": code, "reason": text[:1].upper() + text[1:] + "."}
        for project, code, text in night.choices["left_out"].select("project_id", "code", "text").iter_rows()
    ]


def _own_costs(night: NightResults, _: Settings) -> pl.DataFrame:
    """project_id, spend_minor inside the horizon: the spend of the chosen option, or of the most valuable option if none is
    chosen.
    """
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


def _displacements(night: NightResults, settings: Settings) -> pl.DataFrame:
    """Every difference between the recommended plan and the plan with a project forced in, of the projects whose displacement is
    proven.
    """
    names = night.tables["projects"].select(subject="project_id", name="name")
    calendar = settings.horizon()
    rows = night.reasons.filter("is_displacement_proven").select("project_id", "must_leave", "differences")
    return (
        rows.explode("differences")
        .unnest("differences")
        .drop_nulls("change")
        .join(names, on="subject", how="left", maintain_order="left")
        .select(
            "project_id", "change", "subject", "name", must_leave=(pl.col("change") == "leaves") & pl.col("subject").is_in("must_leave"),
            mode_before="mode_before", start_before=period_label(pl.col("start_before"), calendar), mode_after="mode_after",
            start_after=period_label(pl.col("start_after"), calendar), value_difference="amount",
        )
    )  # fmt: skip


def _synergies(night: NightResults, _: Settings) -> pl.DataFrame:
    own = night.choices["programmes"].select(pl.format("programme {}", "rule_id").alias("synergy_id"), "project_id")
    members = pl.concat([night.choices["synergies"].select("synergy_id", "project_id"), own])
    projects = members.group_by("synergy_id").agg(projects=pl.col("project_id").sort().str.join(", "))
    return night.gained.join(projects, on="synergy_id", how="left", maintain_order="left").select(
        "synergy_id", "projects", "value"
    )


TABLES = (
    PublishedTable("selected", "the projects to fund, with option, start, cost and value", _selected,
        one_row_for="a project in the plan",
        columns="`course`: whether the project is started, continued, accelerated or paused, by the intent of its mode; `value`: of the chosen option from the chosen start; `capex_minor`, `opex_minor`: inside the horizon; `later_minor`: after the horizon, not limited by any budget of this plan; `required`: why it must be in the plan; `exceeds`: the limits that it takes a part in exceeding",
    ),
    PublishedTable("not_selected", "every other project, with the reason and with what choosing it would cost", _not_selected,
        one_row_for="a project that is not selected; stopped projects come first",
        columns="`best_value`: value of its best option by itself; `price_state`: proven (the price is exact, or no plan can hold the project), bounded (the price lies between the two figures), found (a plan with the project is known, and nothing more is proven), or not searched (a quick night); `loss`: choosing it lowers the value of the plan by at least so much (proven; negative if a plan with it may be worth more); `loss_at_most`: by at most so much (a plan that does it is known); `leaves`, `enters`, `otherwise`: the other projects that change in the plan with it, empty if none does, null if that plan is not proven; `one_of_several`: whether other plans have the same value; `blocking`: the limits that it would break if it were simply added, in the option that breaks least; of a project that no plan can hold, the rules that exclude it together instead, empty if they are not proven",
    ),
    PublishedTable("displacements", "what changes in the best plan with a left-out project, where that plan is proven", _displacements,
        one_row_for="a project that is not selected, and a change of the plan if it is forced in",
        columns="`project_id`: the project that is forced in; `change`: enters, leaves, otherwise (another option or start), people (bought or hired), synergy; `subject`: the project, role or synergy that changes; `must_leave`: keeping this project as well is proven to be worth less; `value_difference`: what the change adds to the value; the differences of one `project_id` add up to minus `not_selected.loss`",
    ),
    PublishedTable("costs", "the cost of each candidate inside the horizon", _own_costs,
        one_row_for="a candidate",
        columns="`spend_minor`: of the chosen option, or of the best one if none is chosen",
    ),
    PublishedTable("synergies", "what the selected projects gain or lose by being run together", _synergies,
        one_row_for="a synergy of the plan",
        columns="`value`: what the synergy adds to the value of the plan, which is the sum of `selected.value` and `synergies.value`, plus the (negative) value of stops, less the present value of `people_bought`",
    ),
)  # fmt: skip
