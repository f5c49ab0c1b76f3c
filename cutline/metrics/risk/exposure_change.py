"""How risk exposure changed between two nights, by project and by risk, and the causes of the change."""

import polars as pl

from cutline.metrics.risk.current_risks import RISK_KEY, Basis, chance_after, current_risks, expected_impact, impact_after

PARTS = ("new_minor", "closed_minor", "likelihood_minor", "impact_minor")


def exposure_change(before: pl.LazyFrame, now: pl.LazyFrame, basis: Basis = "inherent") -> pl.LazyFrame:
    """The change of each project's exposure between two sets of risks, and the parts of the change, which sum to it
    exactly.

    before, now: the table risks of two nights. basis: exposure before the response (inherent) or after it (residual).

    - project_id: a project with an open risk in at least one of the two sets. From risks.project_id.
    - before_minor, now_minor: exposure in each set, minor units; 0 if no risk is open; null if risks are open and none of
      them is assessed. From risks.probability_bp, risks.impact_likely_minor.
    - change_minor: now_minor less before_minor; null if one of the two is null. From risks.probability_bp,
      risks.impact_likely_minor.
    - new_minor: exposure of risks that counted for nothing before, because they are new, reopened or assessed only now; null if
      the change is null. From risks.status, risks.probability_bp, risks.impact_likely_minor.
    - closed_minor: minus the exposure of risks that count for nothing now, because they are closed, have occurred, are no
      longer recorded or are no longer assessed; null if the change is null. From risks.status, risks.probability_bp,
      risks.impact_likely_minor.
    - likelihood_minor: for the other risks, (probability now - probability before) x impact before, computed as the difference
      of two exposures that are each rounded half up; null if the change is null. From risks.probability_bp,
      risks.impact_likely_minor.
    - impact_minor: the rest of the change of the other risks; null if the change is null. From risks.probability_bp,
      risks.impact_likely_minor.
    - unassessed_risks: number of risks that are open in one of the two sets and not assessed there; on that side such a risk
      adds nothing to any figure. From risks.status, risks.probability_bp, risks.impact_likely_minor.

    Source: variance analysis by price and volume, Horngren, Datar and Rajan 2015, Cost Accounting, chapter 7, with likelihood
    computed first.

    Edges: a risk whose impact did not change has an impact part of exactly zero. The part of the change that likelihood and
    impact cause together counts as impact.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> def risks(**chances):
    ...     rows = {"project_id": ["P"] * len(chances), "risk_id": list(chances), "probability_bp": list(chances.values())}
    ...     return conform("risks", pl.DataFrame(rows).with_columns(impact_likely_minor=1000)).lazy()
    >>> exposure_change(risks(a=1000, b=5000), risks(a=3000, c=2000)).drop("project_id").collect().rows()  # 600 to 500: +200 -500 +200
    [(600, 500, -100, 200, -500, 200, 0, 0)]
    """
    lines = risk_changes(before, now, basis)
    sums = {name: pl.col(name).sum() for name in ("change_minor", *PARTS)}
    known = pl.col("before_minor").is_not_null() & pl.col("now_minor").is_not_null()
    return (
        lines.group_by("project_id")
        .agg(before_minor=_exposure_of("before"), now_minor=_exposure_of("now"), **sums, unassessed_risks=_unassessed())
        .with_columns(pl.when(known).then(pl.col(name)).alias(name) for name in ("change_minor", *PARTS))
        .select("project_id", "before_minor", "now_minor", "change_minor", *PARTS, "unassessed_risks")
        .sort("project_id")
    )


def risk_changes(before: pl.LazyFrame, now: pl.LazyFrame, basis: Basis = "inherent") -> pl.LazyFrame:
    """The change of each open risk between two sets of risks, in money and as a word, one row for each risk.

    - project_id, risk_id: a risk that is open in at least one of the two sets. From risks.project_id, risks.risk_id.
    - before_minor, now_minor: exposure of the risk in each set, rounded half up, minor units; null if the risk is not open
      or not assessed. From risks.probability_bp, risks.impact_likely_minor.
    - change_minor: now_minor less before_minor, where null counts as zero: the contribution of the risk to the change of
      its project; never null. From risks.probability_bp, risks.impact_likely_minor.
    - new_minor, closed_minor, likelihood_minor, impact_minor: the parts of the change, as in exposure_change; they sum to
      change_minor; never null. From risks.status, risks.probability_bp, risks.impact_likely_minor.
    - driver: why the exposure of the risk changed: new, assessed, closed, gone (no longer recorded), unassessed,
      likelihood, impact, likelihood and impact, or unchanged; never null. From risks.status, risks.probability_bp,
      risks.impact_likely_minor.
    - open_before, open_now: whether the risk is open in each set; never null. From risks.status.

    Source: as exposure_change.

    Edges: a risk that is open again after it was closed is new. A risk that was never assessed is unchanged.

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
            # What a risk that is not open or not assessed adds to the change: nothing. `unassessed_risks` counts the latter.
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
    """The exposure of a project's risks on one side: 0 if none is open, null if some are open and none is assessed."""
    amount = pl.col(f"{side}_minor")
    return pl.when(amount.is_not_null().any() | ~pl.col(f"open_{side}").any()).then(amount.sum())


def _unassessed() -> pl.Expr:
    lost = pl.any_horizontal(pl.col(f"open_{side}") & pl.col(f"{side}_minor").is_null() for side in ("before", "now"))
    return lost.sum().cast(pl.Int64)


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
