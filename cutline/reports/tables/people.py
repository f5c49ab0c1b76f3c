"""Computes the published tables about people: how busy each role is, which people are bought, and where work must move.

Work can move only within its block of periods. A new column is first made in this file; the look of the sheets is in
`cutline/reports/sheets/people.py`.
"""

import polars as pl

from cutline.choices.limits.planning_blocks import overloads_within_blocks
from cutline.metrics.people.supply_and_demand import loads
from cutline.metrics.people.utilisation import utilisation
from cutline.reports.tables.naming import period_label, with_names
from cutline.reports.tables.published_table import NightResults, PublishedTable
from cutline.settings.all_settings import Settings


def _utilisation(night: NightResults, settings: Settings) -> pl.DataFrame:
    """metrics.resources.utilisation of the plan, with the period's label; `asked` is every candidate in its first option."""
    lazy = {name: night.choices[name].lazy() for name in ("capacity", "demand", "options", "requirements")}
    unread = dict.fromkeys(("gross_milli_fte", "run_milli_fte", "leave_milli_fte"), pl.lit(None, pl.Int64))
    supply = lazy["capacity"].rename({"milli_fte": "capacity_milli_fte"}).with_columns(**unread)
    asked = loads(lazy["demand"], lazy["options"], lazy["requirements"], night.chosen.lazy())
    columns = ("capacity_milli_fte", "planned_milli_fte", "asked_milli_fte", "utilisation_bp", "asked_bp")
    shown = utilisation(supply, asked).select("role_id", "period_index", *columns).collect()
    unplanned = pl.lit(night.choices["left_out"].filter(pl.col("code") == "data").height, pl.Int64)
    return shown.with_columns(unplanned=unplanned, period=period_label(pl.col("period_index"), settings.horizon()))


def _block_overloads(night: NightResults, settings: Settings) -> pl.DataFrame:
    return with_names(overloads_within_blocks(night.choices, night.chosen, night.bought), night, settings)


def _people_bought(night: NightResults, settings: Settings) -> pl.DataFrame:
    label = period_label(pl.col("period_index"), settings.horizon())
    return night.bought.select("role_id", "period_index", "kind", "milli_fte", "fiscal_year", "amount_minor", period=label)


TABLES = (
    PublishedTable("people_bought", "overtime, contractors and hires by role and period, and what they cost", _people_bought,
        one_row_for="a role, a period and a kind of people",
        columns="`amount_minor`: their cost, as opex of `fiscal_year`; a hire (kind `hire`) has a row for each period from the arrival to the end of the horizon",
    ),
    PublishedTable("utilisation", "the use of each role's capacity by period, before and after the plan", _utilisation,
        one_row_for="a role and period",
        columns="`capacity_milli_fte`: left for projects, without the people who are bought (`people_bought`); `asked_milli_fte`: if every candidate ran in its first option from its earliest start, both projects of an exclusion included; `unplanned`: number of candidates that cannot be planned because of their data, whose need is in no figure",
    ),
    PublishedTable("block_overloads", "roles and periods in which the plan needs more people than there are, although their block of periods has enough", _block_overloads,
        one_row_for="a role and period of a block that is planned together (`planning.fine_periods`)",
        columns="`over_milli_fte` = `used_milli_fte` - `there_milli_fte` - `bought_milli_fte`: so much work must move within the block from `first` to `last`. Empty if every period is planned by itself",
    ),
)  # fmt: skip
