"""The money that a fund may carry to its next fiscal year, and the share of a project that a fund may pay.

A rule that lets the money of one fund be spent as the money of another belongs to `cutline.choices.rules.virement`.
"""

from datetime import date

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.contracts.choice_frames import TRANSFER_SCHEMA
from cutline.contracts.units import SHARE_SCALE

Purse = tuple[str, str, int]  # fund, cost class, fiscal year


def carry_over(funds: pl.DataFrame, calendar: Calendar, virements: pl.DataFrame | None = None) -> pl.DataFrame:
    """The most that each fund may carry from a fiscal year of the horizon to the next year (TRANSFER_SCHEMA).

    Money may be carried if three conditions hold. The fund has a row for the year and for the next year. The row of the
    year states carry_out_max, or the row of the next year states carry_in_max; if both are stated, the lower amount counts.
    The money has not expired when the next year begins. Money that came into a purse by carry-over or by one of `virements`
    (TRANSFER_SCHEMA) keeps its own date of expiry.
    """
    first_day = {calendar.fiscal_year(i): calendar.period_start(i) for i in reversed(range(calendar.periods))}
    ordered = funds.filter(pl.col("fiscal_year").is_in(list(first_day))).sort("fiscal_year", "fund_id", "cost_class")
    stated = {(row["fund_id"], row["cost_class"], row["fiscal_year"]): row for row in ordered.iter_rows(named=True)}
    expiry = {purse: row["expires_on"] or date.max for purse, row in stated.items()}
    moves = [] if virements is None else [((a, b, c), (d, e, f)) for a, b, c, d, e, f, *_ in virements.iter_rows()]
    rows = []
    for year in sorted(first_day):
        _cap_expiry(expiry, [move for move in moves if move[0][2] == year])
        for (fund, kind, own_year), now in stated.items():
            after = stated.get((fund, kind, year + 1))
            if own_year != year or after is None:
                continue
            expires = min(expiry[fund, kind, year], expiry[fund, kind, year + 1])
            limits = [limit for limit in (now["carry_out_max_minor"], after["carry_in_max_minor"]) if limit is not None]
            if limits and min(limits) > 0 and expires >= first_day[year + 1]:
                rows.append((fund, kind, year, fund, kind, year + 1, min(limits)))
                expiry[fund, kind, year + 1] = expires
    return pl.DataFrame(rows, schema=TRANSFER_SCHEMA, orient="row").sort("from_fund_id", "from_class", "from_year")


def _cap_expiry(expiry: dict[Purse, date], moves: list[tuple[Purse, Purse]]) -> None:
    """Lowers the expiry of each purse to the earliest of all money that may be moved into it, over any number of moves."""
    for _ in moves:
        for source, target in moves:
            expiry[target] = min(expiry[target], expiry[source])


def payer_limits(payers: pl.DataFrame, projects: pl.DataFrame, eligibility: pl.DataFrame) -> pl.DataFrame:
    """project_id, fund_id, most_bp: the share of a project's spend that a fund may pay, for each pair of `payers` in which
    the share is limited.

    The share is max_share or the share that match_required leaves, whichever is lower. A row of eligibility that names the
    project takes precedence over a row that names the class of the project.
    """
    share = pl.min_horizontal("max_share_bp", SHARE_SCALE - pl.col("match_required_bp"))
    stated_shares = eligibility.select("fund_id", "project_id", "project_class", most_bp=share.fill_null(SHARE_SCALE))
    own = stated_shares.filter(pl.col("project_id").is_not_null()).select("fund_id", "project_id", own="most_bp")
    by_class = stated_shares.filter(pl.col("project_id").is_null()).select("fund_id", "project_class", by_class_bp="most_bp")
    return (
        payers.join(projects.select("project_id", "project_class"), on="project_id")
        .join(own, on=["fund_id", "project_id"], how="left")
        .join(by_class, on=["fund_id", "project_class"], how="left")
        .select("project_id", "fund_id", most_bp=pl.coalesce("own", "by_class_bp"))
        .filter(pl.col("most_bp") < SHARE_SCALE)
        .sort("project_id", "fund_id")
    )
