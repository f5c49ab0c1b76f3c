"""How risk exposure moved between two nights, by project and by risk, and what moved it."""

import polars as pl

from cutline.metrics.risk.current_risks import RISK_KEY, Basis, chance_after, current_risks, expected_impact, impact_after

PARTS = ("new_minor", "closed_minor", "likelihood_minor", "impact_minor")


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
    both, step = known_before & known_now, expected_impact(pl.col("chance_now"), pl.col("impact_before")) - pl.col("before_minor")
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
