"""The alternatives of each rule's findings: one function for each rule that allows other plausible values.

Every function takes the project, the findings of the rule about it, and the data of the night. The table at the end
names the rule of each.
"""

from collections.abc import Callable

import polars as pl

from cutline.contracts.tables.projects import IMPLICIT_MODE
from data_quality.business.money import nearest_cost_totals
from data_quality.effects.decided_data import Alternative, DecidedData
from data_quality.effects.deciding_columns import can_change_plan
from data_quality.effects.plausible_values import FAVOURABLE_QUANTILE, HIGH_QUANTILE, LOW_QUANTILE


def _amounts_set_to_zero(
    name: str, rows: Callable[[str | None, pl.DataFrame], pl.Expr], label: str
) -> Callable[..., list[Alternative]]:
    """A function that sets the amounts of the doubtful rows of a table to zero: the benefit may not come, or the cost may
    not be spent.
    """

    def doubt(project: str | None, findings: pl.DataFrame, data: DecidedData) -> list[Alternative]:
        frame = data.tables[name]
        hit = rows(project, findings)
        changed = frame.with_columns(
            amount_minor=pl.when(hit & pl.col("amount_minor").is_not_null()).then(0).otherwise("amount_minor")
        )
        return [Alternative(label, {**data.tables, name: changed}, data.quarantine)]

    return doubt


def _named_rows(project: str | None, findings: pl.DataFrame) -> pl.Expr:
    """The rows by their record numbers. Their places in the file would name too many rows: one row of a wide sheet becomes
    many rows of a table.
    """
    return pl.int_range(pl.len(), dtype=pl.Int64).is_in(findings["record"].drop_nulls().implode())


def _claimed_benefits(project: str | None, findings: pl.DataFrame) -> pl.Expr:
    groups = findings["where"].str.strip_prefix("benefit ")
    return (pl.col("project_id") == pl.lit(project)) & pl.col("double_count_group").is_in(groups.implode()).fill_null(value=False)


def _costs_scaled_to_stated_total(project: str | None, findings: pl.DataFrame, data: DecidedData) -> list[Alternative] | None:
    """The project may cost the total that it states, instead of the sum of its lines: the lines are scaled to that total."""
    nearest = nearest_cost_totals(data.tables, data.settings.portfolio.currency).filter(pl.col("project_id") == pl.lit(project))
    if nearest.is_empty() or not nearest["total"][0]:
        return None
    stated, total = nearest["whole_life_cost_minor"][0], nearest["total"][0]
    lines = data.tables["cost_lines"]
    own = pl.col("project_id") == pl.lit(project)
    scaled = (pl.col("amount_minor").cast(pl.Float64) * stated / total).round().cast(pl.Int64)
    changed = lines.with_columns(amount_minor=pl.when(own).then(scaled).otherwise("amount_minor"))
    return [Alternative("at its stated cost", {**data.tables, "cost_lines": changed}, data.quarantine)]


def _with_classes_of_the_plan(project: str | None, findings: pl.DataFrame, data: DecidedData) -> list[Alternative]:
    """The forecast may be incomplete: the plan's lines are added for each cost class that the forecast lacks."""
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


def _without_either_look_alike(project: str | None, findings: pl.DataFrame, data: DecidedData) -> list[Alternative]:
    """Two ids may belong to one project: then one of the two is no candidate. There is one alternative without the first
    id, and one without the second.
    """
    ids = {each.split(" '")[0] for each in findings["where"]} | {project}
    known = set(data.tables["projects"]["project_id"])
    return [
        Alternative(f"without {each}", {**data.tables, "projects": data.tables["projects"].filter(pl.col("project_id") != each)}, data.quarantine)
        for each in sorted(known & ids)
    ]  # fmt: skip


def _unknown_modes_as_known_ones(project: str | None, findings: pl.DataFrame, data: DecidedData) -> list[Alternative]:
    """Lines that name an unknown mode may belong to any mode of their project: they are given to each of its modes in turn."""
    modes = data.tables["modes"].filter(pl.col("project_id") == pl.lit(project))["mode_id"].to_list() or [IMPLICIT_MODE]
    wrong = (pl.col("project_id") == pl.lit(project)) & pl.col("mode_id").is_not_null() & ~pl.col("mode_id").is_in(modes)
    names = ("cost_lines", "benefits", "demand")
    return [
        Alternative(f"with its lines of unknown modes under {mode}", {
            **data.tables, **{name: data.tables[name].with_columns(mode_id=pl.when(wrong).then(pl.lit(mode)).otherwise("mode_id")) for name in names}
        }, data.quarantine)
        for mode in modes
    ]  # fmt: skip


def _lines_in_project_currency(project: str | None, findings: pl.DataFrame, data: DecidedData) -> list[Alternative]:
    """Every line of the project may be meant in the project's own currency."""
    own = pl.col("project_id") == pl.lit(project)
    names = ("cost_lines", "benefits")
    unsaid = {name: data.tables[name].with_columns(currency=pl.when(~own).then("currency")) for name in names}
    return [Alternative("with every line in the project's currency", {**data.tables, **unsaid}, data.quarantine)]


def _budgets_moved_into_the_horizon(project: str | None, findings: pl.DataFrame, data: DecidedData) -> list[Alternative]:
    """A budget outside the horizon may belong to any year inside it: it is added to what the fund has in each year in turn."""
    funds, made = data.tables["funds"], []
    for year in data.settings.horizon().fiscal_years():
        moved = funds.with_columns(fiscal_year=pl.when(_named_rows(project, findings)).then(year).otherwise("fiscal_year"))
        keys = ["fund_id", "cost_class", "fiscal_year"]
        summed = moved.group_by(keys, maintain_order=True).agg(
            pl.col("amount_minor").sum(), pl.exclude(*keys, "amount_minor").first()
        )
        made.append(
            Alternative(f"with the budget in FY{year}", {**data.tables, "funds": summed.select(funds.columns)}, data.quarantine)
        )
    return made


def _emptied_cells_filled(project: str | None, findings: pl.DataFrame, data: DecidedData) -> list[Alternative] | None:
    """Cells that were emptied may have had any plausible value: all are set to the end of the plausible range that favours
    the project, and then all to the other end.
    """
    cells = [
        row
        for row in findings.select("table", "column", "source_file", "source_row").iter_rows()
        if can_change_plan(row[0], row[1], data.settings)
    ]
    if not cells:
        return []
    if any(column not in FAVOURABLE_QUANTILE or data.tables[name][column].count() == 0 for name, column, _, _ in cells):
        return None
    made = []
    for favours in (True, False):
        tables = dict(data.tables)
        for name, column, file, row in cells:
            high = (FAVOURABLE_QUANTILE[column] == HIGH_QUANTILE or (name == "benefits" and column == "amount_minor")) == favours
            values = data.tables[name][column].drop_nulls().sort()
            end = values[round((HIGH_QUANTILE if high else LOW_QUANTILE) * (len(values) - 1))]
            hit = (pl.col("source_file") == file) & (pl.col("source_row") == row) & pl.col(column).is_null()
            tables[name] = tables[name].with_columns(
                pl.when(hit).then(pl.lit(end, tables[name].schema[column])).otherwise(column).alias(column)
            )
        made.append(
            Alternative(f"at the end of what others have that {'favours it' if favours else 'does not'}", tables, data.quarantine)
        )
    return made


ALTERNATIVES_BY_RULE: dict[str, Callable[[str | None, pl.DataFrame, DecidedData], list[Alternative] | None]] = {
    "benefits_have_owner": _amounts_set_to_zero("benefits", lambda project, _: (pl.col("project_id") == pl.lit(project)) & pl.col("owner").is_null(), "if the benefits nobody answers for do not come"),
    "benefits_after_delivery": _amounts_set_to_zero("benefits", _named_rows, "without the benefits that come too early"),
    "benefits_claimed_once": _amounts_set_to_zero("benefits", _claimed_benefits, "if the benefit is another's"),
    "costs_inside_window": _amounts_set_to_zero("cost_lines", _named_rows, "without the costs outside its window"),
    "lines_sum_to_stated_cost": _costs_scaled_to_stated_total,
    "forecast_covers_plan": _with_classes_of_the_plan,
    "projects_told_apart": _without_either_look_alike,
    "lines_name_known_modes": _unknown_modes_as_known_ones,
    "one_currency_a_project": _lines_in_project_currency,
    "funds_inside_horizon": _budgets_moved_into_the_horizon,
    "cells_emptied": _emptied_cells_filled,
}  # fmt: skip
