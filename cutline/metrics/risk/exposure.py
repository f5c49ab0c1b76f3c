"""What may go wrong, in money: exposure by project, theme, category and period, what moved it, and reviews that are overdue.

How costs and values spread around their estimates is in uncertainty.py.
"""

from datetime import date
from typing import Literal

import polars as pl

from cutline.contracts.calendar import MONTHS, Calendar
from cutline.contracts.units import SHARE_SCALE

By = Literal["project_id", "theme", "category"]
Basis = Literal["inherent", "residual"]
RISK_KEY = ("project_id", "risk_id")
PARTS = ("new_minor", "closed_minor", "likelihood_minor", "impact_minor")


def current_risks(risks: pl.LazyFrame) -> pl.LazyFrame:
    """The newest snapshot of each open risk, with `inherent` and `residual`, its expected impacts in minor units (null: not assessed).

    A snapshot without a day is of the day of its export; of two of one day the row further down counts.
    """
    return _assessed(_newest(risks, *RISK_KEY)).filter(_is_open())


def risk_exposure(risks: pl.LazyFrame, by: By = "project_id", projects: pl.LazyFrame | None = None) -> pl.LazyFrame:
    """What open risks cost on average, before and after the response, one row for each project, theme or category that has one.

    projects: the canonical table; needed by theme only.

    - project_id, theme, category: what the risks are summed by, the one that was asked for; a null theme or category is not stated. From
      risks.project_id, risks.category, projects.theme.
    - exposure_minor: sum of probability x likely impact of the newest snapshot of each open risk, each rounded half up to a minor unit; null where
      none is assessed. From risks.probability_bp, risks.impact_likely_minor.
    - residual_exposure_minor: the same after the response; null where exposure_minor is. From risks.residual_probability_bp,
      risks.residual_impact_minor, risks.probability_bp, risks.impact_likely_minor.
    - open_risks: risks whose newest snapshot is open. From risks.status.
    - unassessed_risks: of these, risks without probability or impact, which add nothing. From risks.probability_bp, risks.impact_likely_minor.

    Source: expected monetary value, PMI, The Standard for Risk Management in Portfolios, Programs and Projects 2019, appendix X3.

    Edges: where the residual figures are unknown the response is taken to have changed nothing. A risk of unknown status is open. Closed risks and
    those that have occurred add nothing. No risks, no rows.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> rows = {"project_id": ["P"], "risk_id": ["r"], "probability_bp": [3000], "impact_likely_minor": [100_000]}
    >>> risk_exposure(conform("risks", pl.DataFrame(rows)).lazy()).collect().rows()  # 30 % of 1,000.00
    [('P', 30000, 30000, 1, 0)]
    """
    current = current_risks(risks)
    if by == "theme":
        if projects is None:
            raise ValueError("exposure by theme needs projects")
        current = current.join(projects.select("project_id", "theme").unique("project_id", keep="any"), on="project_id", how="left")  # fmt: skip
    return current.group_by(by).agg(**_sums()).sort(by, nulls_last=True)


def exposure_by_period(risks: pl.LazyFrame, calendar: Calendar) -> pl.LazyFrame:
    """The exposure of each project as it was known at the end of each period in which any risk was recorded.

    - period_start: first day of the period, before the horizon as well. From risks.snapshot_date, risks.as_of_date.
    - project_id: a project with an open risk at the period's end. From risks.project_id.
    - exposure_minor: sum of probability x likely impact over the newest snapshot of each risk on or before the period's last day, each rounded
      half up to a minor unit; null where none is assessed. From risks.probability_bp, risks.impact_likely_minor.
    - residual_exposure_minor: the same after the response; null where exposure_minor is. From risks.residual_probability_bp,
      risks.residual_impact_minor, risks.probability_bp, risks.impact_likely_minor.
    - open_risks: risks open at the period's end. From risks.status.
    - unassessed_risks: of these, risks without probability or impact. From risks.probability_bp, risks.impact_likely_minor.

    Source: risk burn-down, PMI, Practice Standard for Project Risk Management 2009, chapter 8; exposure as in risk_exposure.

    Edges: a risk that is no longer recorded stays as last seen until a snapshot closes it. A project whose risks are all closed by then has no row. A
    snapshot without any day has no period and is left out.

    >>> from datetime import date
    >>> from cutline.contracts.tables.all_tables import conform
    >>> days = [date(2027, 1, 10), date(2027, 1, 20), date(2027, 3, 5)]
    >>> rows = {"project_id": ["P"] * 3, "risk_id": ["r"] * 3, "snapshot_date": days, "probability_bp": [5000, 4000, 1000]}
    >>> risks = conform("risks", pl.DataFrame(rows | {"impact_likely_minor": [100] * 3})).lazy()
    >>> found = exposure_by_period(risks, Calendar("month", date(2027, 1, 1), 12)).collect()
    >>> [(start.month, exposure) for start, exposure in found.select("period_start", "exposure_minor").rows()]  # nothing in February
    [(1, 40), (3, 10)]
    """
    dated = risks.with_columns(period_index=calendar.index_expr(_day())).drop_nulls("period_index")
    newest = _assessed(_newest(dated, *RISK_KEY, "period_index")).sort("period_index")
    grid = newest.select(RISK_KEY).unique().join(newest.select("period_index").unique(), how="cross").sort("period_index")
    known = grid.join_asof(newest, on="period_index", by=list(RISK_KEY), strategy="backward", check_sortedness=False)
    seen = known.filter(pl.col("source_row").is_not_null() & _is_open())
    return (
        seen.group_by("period_index", "project_id")
        .agg(**_sums())
        .sort("period_index", "project_id")
        .select(_period_start(calendar), pl.exclude("period_index"))
    )


def exposure_change(before: pl.LazyFrame, now: pl.LazyFrame, basis: Basis = "inherent") -> pl.LazyFrame:
    """How the exposure of each project moved between two sets of risks, and what moved it: the parts sum to the change to the minor unit.

    before, now: the table risks of two nights. basis: exposure before the response, or after it.

    - project_id: a project with an open risk in either. From risks.project_id.
    - before_minor, now_minor: exposure in each set, minor units; 0 where no risk is open; null where some are and none is assessed. From
      risks.probability_bp, risks.impact_likely_minor.
    - change_minor: now less before; null where either is. From risks.probability_bp, risks.impact_likely_minor.
    - new_minor: exposure of risks that counted for nothing before: new, reopened, or assessed now; null where the change is. From risks.status,
      risks.probability_bp, risks.impact_likely_minor.
    - closed_minor: less the exposure of risks that count for nothing now: closed, occurred, no longer recorded or no longer assessed; null where the
      change is. From risks.status, risks.probability_bp, risks.impact_likely_minor.
    - likelihood_minor: of the others, (probability now - probability before) x impact before, as the difference of two exposures each rounded half
      up; null where the change is. From risks.probability_bp, risks.impact_likely_minor.
    - impact_minor: the rest of the change of the others; null where the change is. From risks.probability_bp, risks.impact_likely_minor.

    Source: variance analysis by price and volume, Horngren, Datar and Rajan 2015, Cost Accounting, chapter 7, with likelihood first.

    Edges: a risk whose impact did not change has no impact part, to the minor unit. The part that likelihood and impact share counts as impact.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> def risks(**chances):
    ...     rows = {"project_id": ["P"] * len(chances), "risk_id": list(chances), "probability_bp": list(chances.values())}
    ...     return conform("risks", pl.DataFrame(rows).with_columns(impact_likely_minor=1000)).lazy()
    >>> exposure_change(risks(a=1000, b=5000), risks(a=3000, c=2000)).drop("project_id").collect().rows()  # 600 to 500: +200 -500 +200
    [(600, 500, -100, 200, -500, 200, 0)]
    """
    lines = risk_changes(before, now, basis)
    sums = {name: pl.col(name).sum() for name in ("change_minor", *PARTS)}
    known = pl.col("before_minor").is_not_null() & pl.col("now_minor").is_not_null()
    return (
        lines.group_by("project_id")
        .agg(before_minor=_exposure_of("before"), now_minor=_exposure_of("now"), **sums)
        .with_columns(pl.when(known).then(pl.col(name)).alias(name) for name in ("change_minor", *PARTS))
        .select("project_id", "before_minor", "now_minor", "change_minor", *PARTS)
        .sort("project_id")
    )


def risk_changes(before: pl.LazyFrame, now: pl.LazyFrame, basis: Basis = "inherent") -> pl.LazyFrame:
    """How each open risk moved between two sets of risks, in money and in a word.

    - project_id, risk_id: a risk that is open in either set. From risks.project_id, risks.risk_id.
    - before_minor, now_minor: its exposure in each set, rounded half up, minor units; null where it is not open or not assessed. From
      risks.probability_bp, risks.impact_likely_minor.
    - change_minor: now less before, null taken for nothing: it is what the risk adds to its project's change; never null. From
      risks.probability_bp, risks.impact_likely_minor.
    - new_minor, closed_minor, likelihood_minor, impact_minor: the parts of the change, as in exposure_change; they sum to it; never null. From
      risks.status, risks.probability_bp, risks.impact_likely_minor.
    - driver: what moved it: new, assessed, closed, gone (no longer recorded), unassessed, likelihood, impact, likelihood and impact, or unchanged;
      never null. From risks.status, risks.probability_bp, risks.impact_likely_minor.
    - open_before, open_now: is it open in each set; never null. From risks.status.

    Source: as exposure_change.

    Edges: a risk that comes back after it was closed is new. One that was never assessed is unchanged.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> row = {"project_id": ["P"], "risk_id": ["r"], "probability_bp": [1000], "impact_likely_minor": [100]}
    >>> before, now = (conform("risks", pl.DataFrame(each)).lazy() for each in (row, row | {"impact_likely_minor": [300]}))
    >>> risk_changes(before, now).select("before_minor", "now_minor", "impact_minor", "driver").collect().rows()
    [(10, 30, 20, 'impact')]
    """
    recorded = now.select(*RISK_KEY, is_recorded=pl.lit(value=True)).unique()
    was, known_before, known_now = pl.col("before_minor"), pl.col("before_minor").is_not_null(), pl.col("now_minor").is_not_null()
    both, step = known_before & known_now, expected(pl.col("chance_now"), pl.col("impact_before")) - pl.col("before_minor")
    return (
        _side(before, basis, "before")
        .join(_side(now, basis, "now"), on=RISK_KEY, how="full", coalesce=True)
        .join(recorded, on=RISK_KEY, how="left")
        .with_columns(pl.col("open_before", "open_now").fill_null(value=False))
        .with_columns(
            change_minor=pl.col("now_minor").fill_null(0) - was.fill_null(0),
            new_minor=pl.when(known_now & ~known_before).then(pl.col("now_minor")).otherwise(0),
            closed_minor=pl.when(known_before & ~known_now).then(-was).otherwise(0),
            likelihood_minor=pl.when(both).then(step).otherwise(0),
        )
        .with_columns(impact_minor=pl.col("change_minor") - pl.sum_horizontal("new_minor", "closed_minor", "likelihood_minor"))
        .select(*RISK_KEY, "before_minor", "now_minor", "change_minor", *PARTS, _driver(), "open_before", "open_now")
        .sort(RISK_KEY)
    )


def overdue_reviews(risks: pl.LazyFrame, day: date, review_days: int) -> pl.LazyFrame:
    """Open risks that were never reviewed, or not for too long, one row for each.

    - project_id, risk_id: the risk. From risks.project_id, risks.risk_id.
    - owner: who answers for it; null where nobody is named. From risks.owner.
    - reviewed_on: the last review; null where there was none. From risks.reviewed_on.
    - overdue_days: days since the last review less risk.review_days, always positive; null where there was none. From risks.reviewed_on.
    - exposure_minor: probability x likely impact, rounded half up, minor units; null where it is not assessed. From risks.probability_bp,
      risks.impact_likely_minor.
    - residual_exposure_minor: the same after the response; null where it is not assessed. From risks.residual_probability_bp,
      risks.residual_impact_minor.

    Source: PMI, Practice Standard for Project Risk Management 2009, chapter 8 (monitor and control: every open risk has a review date).

    Edges: reviewed exactly risk.review_days ago is in time; a review dated after the day is not overdue.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> rows = {"project_id": ["P"] * 3, "risk_id": ["a", "b", "c"], "reviewed_on": [date(2027, 1, 1), date(2027, 1, 2), None]}
    >>> found = overdue_reviews(conform("risks", pl.DataFrame(rows)).lazy(), date(2027, 4, 2), 90).collect()
    >>> found.select("risk_id", "overdue_days").rows()
    [('a', 1), ('c', None)]
    """
    since = (pl.lit(day) - pl.col("reviewed_on")).dt.total_days() - review_days
    return (
        current_risks(risks)
        .with_columns(overdue_days=since)
        .filter(pl.col("overdue_days").is_null() | (pl.col("overdue_days") > 0))
        .select(*RISK_KEY, "owner", "reviewed_on", "overdue_days", exposure_minor="inherent", residual_exposure_minor="residual")
        .sort(RISK_KEY)
    )


def expected(chance_bp: pl.Expr, impact: pl.Expr) -> pl.Expr:
    """Chance x impact in minor units, rounded half up; null where either is."""
    return ((chance_bp.cast(pl.Int128) * impact + SHARE_SCALE // 2) // SHARE_SCALE).cast(pl.Int64)


def chance_after(basis: Basis) -> pl.Expr:
    """The chance of a risk: before any response, or after it where that is known."""
    return pl.col("probability_bp") if basis == "inherent" else pl.coalesce("residual_probability_bp", "probability_bp")


def impact_after(basis: Basis) -> pl.Expr:
    """The likely impact of a risk: before any response, or after it where that is known."""
    return pl.col("impact_likely_minor") if basis == "inherent" else pl.coalesce("residual_impact_minor", "impact_likely_minor")


def _day() -> pl.Expr:
    return pl.coalesce("snapshot_date", "as_of_date")


def _is_open() -> pl.Expr:
    return pl.col("status").fill_null("open") == "open"


def _newest(risks: pl.LazyFrame, *keys: str) -> pl.LazyFrame:
    in_time = risks.with_columns(_day().alias("day")).sort("day", "source_row", "source_file", nulls_last=False)
    return in_time.unique(keys, keep="last", maintain_order=True).drop("day")


def _assessed(risks: pl.LazyFrame) -> pl.LazyFrame:
    """With `inherent` and `residual`. A risk not assessed before its response has no residual exposure either: both count the same risks."""
    inherent = expected(chance_after("inherent"), impact_after("inherent"))
    residual = expected(chance_after("residual"), impact_after("residual"))
    return risks.with_columns(inherent=inherent, residual=pl.when(inherent.is_not_null()).then(residual))


def _sums() -> dict[str, pl.Expr]:
    known = pl.col("inherent").is_not_null()
    return {
        "exposure_minor": pl.when(known.any()).then(pl.col("inherent").sum()),
        "residual_exposure_minor": pl.when(known.any()).then(pl.col("residual").sum()),
        "open_risks": pl.len().cast(pl.Int64),
        "unassessed_risks": (~known).sum().cast(pl.Int64),
    }


def _period_start(calendar: Calendar) -> pl.Expr:
    months = calendar.start.year * 12 + calendar.start.month - 1 + pl.col("period_index") * MONTHS[calendar.grain]
    return pl.date(months // 12, months % 12 + 1, 1).alias("period_start")


def _side(risks: pl.LazyFrame, basis: Basis, side: str) -> pl.LazyFrame:
    return current_risks(risks).select(
        *RISK_KEY,
        pl.col(basis).alias(f"{side}_minor"),
        chance_after(basis).alias(f"chance_{side}"),
        impact_after(basis).alias(f"impact_{side}"),
        pl.lit(value=True).alias(f"open_{side}"),
    )


def _exposure_of(side: str) -> pl.Expr:
    """Exposure of a project's risks: nothing where none is open, unknown where some are and none is assessed."""
    amount = pl.col(f"{side}_minor")
    return pl.when(amount.is_not_null().any() | ~pl.col(f"open_{side}").any()).then(amount.sum())


def _driver() -> pl.Expr:
    known_before, known_now = pl.col("before_minor").is_not_null(), pl.col("now_minor").is_not_null()
    chance = pl.col("chance_now") != pl.col("chance_before")
    impact = pl.col("impact_now") != pl.col("impact_before")
    word = (
        pl.when(~pl.col("open_before")).then(pl.lit("new"))
        .when(~pl.col("open_now")).then(pl.when(pl.col("is_recorded").is_null()).then(pl.lit("gone")).otherwise(pl.lit("closed")))
        .when(known_now & ~known_before).then(pl.lit("assessed"))
        .when(known_before & ~known_now).then(pl.lit("unassessed"))
        .when(~(known_before & known_now)).then(pl.lit("unchanged"))
        .when(chance & impact).then(pl.lit("likelihood and impact"))
        .when(chance).then(pl.lit("likelihood"))
        .when(impact).then(pl.lit("impact"))
        .otherwise(pl.lit("unchanged"))
    )  # fmt: skip
    return word.alias("driver")
