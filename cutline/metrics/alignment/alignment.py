"""How well projects serve what the portfolio is for: scores, shares by theme, line of sight, benefits claimed twice. Weights live in weights.py."""

from collections.abc import Mapping
from typing import Literal

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.errors import DataBlocked
from cutline.metrics.alignment.criterion_weights import criterion_weights
from cutline.settings.all_settings import Settings

BEST_MILLI = 100_000  # a project that scores the best on every criterion has 100 points
PART_SCALE = 10**6
WHOLE = BEST_MILLI * PART_SCALE  # the best part of a criterion: milli-points in units of 1e-6
SIDES = ("candidate", "plan")
Normalisation = Literal["scale", "range", "share", "rank"]


def weighted_scores(
    criteria: pl.LazyFrame, scores: pl.LazyFrame, comparisons: pl.LazyFrame | None = None, normalisation: Normalisation = "scale"
) -> pl.LazyFrame:
    """The points out of 100 of each project that is scored on every criterion that weighs.

    - project_id: the project. From scores.project_id.
    - score_milli: sum over criteria of weight x part of the best, in thousandths of a point, rounded half up once; the part is raw / scale (scale),
      its place between the lowest and the highest of all projects (range), over the highest (share), or (n - place) / (n - 1), ties sharing
      the better place (rank); turned round where the lower score is the better; never null. From scores.raw_milli, scores.scale,
      criteria.weight_bp, criteria.parent, criteria.direction, comparisons.ratio_milli.

    Source: the additive value model, Keeney and Raiffa 1976, chapter 3, with linear value functions; normalisations, Hwang and Yoon 1981, chapter 2.

    Edges: a project without a known score and scale for every weighty criterion has no row: its score is unknown, not low. Where all projects score
    the same, range and rank give each the whole. A score of a criterion with others under it is passed over. Nothing that weighs, no rows. Parts
    are integers of 10^-6 milli-points, rounded down. Raises DataBlocked as criterion_weights does.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> criteria = conform("criteria", pl.DataFrame({"criterion_id": ["a", "b"], "weight_bp": [60, 40]})).lazy()
    >>> rows = {"project_id": ["P", "P"], "criterion_id": ["a", "b"], "raw_milli": [4000, 5000], "scale": [5, 10]}
    >>> scores = conform("scores", pl.DataFrame(rows)).lazy()
    >>> weighted_scores(criteria, scores).collect().rows()  # 0.6 x 80 + 0.4 x 50 points
    [('P', 68000)]
    """
    weighted = (pl.col("part").cast(pl.Int128) * pl.col("weight")).sum()
    total = pl.col("weight_total").first().cast(pl.Int128) * PART_SCALE
    return (
        _parts(criteria, scores, comparisons, normalisation)
        .group_by("project_id")
        .agg(
            score_milli=((2 * weighted + total) // (2 * total)).cast(pl.Int64),
            scored=pl.col("criterion_id").n_unique(),
            asked=pl.col("asked").first(),
        )
        .filter(pl.col("scored") == pl.col("asked"))
        .select("project_id", "score_milli")
        .sort("project_id")
    )


def portfolio_scores(tables: Mapping[str, pl.DataFrame], settings: Settings) -> pl.DataFrame:
    """`weighted_scores` of canonical tables as the settings normalise them.

    Criteria that cannot be weighed give nobody a score: the gate's rules criteria_tree, comparisons_complete and comparisons_agree stop the night
    and say where.
    """
    criteria, scores, comparisons = (tables[name].lazy() for name in ("criteria", "scores", "comparisons"))
    try:
        return weighted_scores(criteria, scores, comparisons, settings.alignment.normalisation).collect()
    except DataBlocked:
        return pl.DataFrame(schema={"project_id": pl.String, "score_milli": pl.Int64})


def line_of_sight(
    criteria: pl.LazyFrame,
    scores: pl.LazyFrame,
    comparisons: pl.LazyFrame | None,
    projects: pl.LazyFrame,
    normalisation: Normalisation = "scale",
) -> pl.LazyFrame:
    """Which project serves which objective, through which criterion, and by how much: one row for each that adds points.

    - objective_id: the criterion at the top of the branch. From criteria.parent.
    - criterion_id: the criterion that is scored; null where nobody serves the objective. From criteria.criterion_id.
    - project_id: the project; null where nobody serves the objective. From projects.project_id, scores.project_id.
    - contribution_milli: weight x part of the best, in thousandths of a point, each line rounded half up; null where nobody serves the objective.
      From scores.raw_milli, scores.scale, criteria.weight_bp, criteria.direction, comparisons.ratio_milli.

    Source: strategic alignment as objective, criterion, project: PMI, The Standard for Portfolio Management, 4th edition, section 3; parts
    of weighted_scores.

    Edges: a criterion scored is shown though another of the project's is unknown. Lines are rounded by themselves, so those of a project may differ
    from its score by half a thousandth of a point each. Objectives that weigh nothing are left out. Raises DataBlocked as criterion_weights does.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> criteria = conform("criteria", pl.DataFrame({"criterion_id": ["a", "b"], "weight_bp": [60, 40]})).lazy()
    >>> rows = {"project_id": ["P", "P"], "criterion_id": ["a", "b"], "raw_milli": [4000, 0], "scale": [5, 10]}
    >>> projects = pl.LazyFrame({"project_id": ["P"]})
    >>> line_of_sight(criteria, conform("scores", pl.DataFrame(rows)).lazy(), None, projects).collect().rows()  # 0.6 x 80; b by nobody
    [('a', 'a', 'P', 48000), ('b', None, None, None)]
    """
    total = pl.col("weight_total").cast(pl.Int128) * PART_SCALE
    contribution = (2 * pl.col("part").cast(pl.Int128) * pl.col("weight") + total) // (2 * total)
    served = (
        _parts(criteria, scores, comparisons, normalisation)
        .filter(pl.col("part") > 0)
        .join(projects.select("project_id").unique(), on="project_id", how="semi")
        .select("objective_id", "criterion_id", "project_id", contribution_milli=contribution.cast(pl.Int64))
    )
    objectives = _weighty(criteria, comparisons).select("objective_id").unique()
    return objectives.join(served, on="objective_id", how="left").sort("objective_id", "criterion_id", "project_id")


def unaligned_projects(
    criteria: pl.LazyFrame, scores: pl.LazyFrame, comparisons: pl.LazyFrame | None, projects: pl.LazyFrame
) -> pl.LazyFrame:
    """Projects that serve nothing: on every criterion that weighs their score is the worst of its scale, or unknown.

    - project_id: the project. From projects.project_id.
    - reason: zero where every weighty criterion is scored and adds nothing; unknown where at least one is not scored, and may yet add
      something. From scores.raw_milli, scores.scale, criteria.direction.
    - zero_criteria: weighty criteria scored at the worst of their scale. From scores.raw_milli, scores.scale, criteria.weight_bp.
    - unknown_criteria: weighty criteria without a known score. From scores.raw_milli, scores.scale, criteria.weight_bp.

    Source: PMI, The Standard for Portfolio Management, 4th edition, section 3: components that support no strategic objective.

    Edges: judged on the scale whatever the normalisation, for the lowest of all projects may still serve. Where nothing weighs there is nothing to
    serve, and no rows. Raises DataBlocked as criterion_weights does.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> criteria = conform("criteria", pl.DataFrame({"criterion_id": ["a"], "weight_bp": [1]})).lazy()
    >>> rows = {"project_id": ["P", "Q"], "criterion_id": ["a", "a"], "raw_milli": [0, 1], "scale": [5, 5]}
    >>> projects = pl.LazyFrame({"project_id": ["P", "Q", "R"]})
    >>> unaligned_projects(criteria, conform("scores", pl.DataFrame(rows)).lazy(), None, projects).collect().rows()
    [('P', 'zero', 1, 0), ('R', 'unknown', 0, 1)]
    """
    asked = projects.select("project_id").unique().join(_weighty(criteria, comparisons).select("criterion_id"), how="cross")
    parts = _parts(criteria, scores, comparisons, "scale").select("project_id", "criterion_id", "part")
    part = pl.col("part")
    return (
        asked.join(parts, on=["project_id", "criterion_id"], how="left")
        .group_by("project_id")
        .agg(
            served=(part > 0).sum(),
            zero_criteria=(part == 0).sum().cast(pl.Int64),
            unknown_criteria=part.null_count().cast(pl.Int64),
        )
        .filter(pl.col("served") == 0)
        .select(
            "project_id",
            pl.when(pl.col("unknown_criteria") > 0).then(pl.lit("unknown")).otherwise(pl.lit("zero")).alias("reason"),
            "zero_criteria",
            "unknown_criteria",
        )
        .sort("project_id")
    )


def theme_shares(candidates: pl.LazyFrame, plan: pl.LazyFrame, projects: pl.LazyFrame) -> pl.LazyFrame:
    """Share of spend and of value of each theme, among all candidates and in the plan, one row for each theme that a candidate has.

    candidates, plan: project_id, spend_minor, value (minor units or milli-points), one row for each project of either.

    - theme: the strategic theme; null for projects that state none. From projects.theme.
    - candidate_spend_minor, plan_spend_minor: sum of the known spend, minor units; null where the theme has projects and none is known. From
      cost_lines.amount_minor.
    - candidate_value, plan_value: sum of the known value, in its own unit; null where the theme has projects and none is known. From
      benefits.amount_minor, cost_lines.amount_minor, scores.raw_milli.
    - candidate_spend_bp, plan_spend_bp: share of all known spend, basis points by largest remainder: they add up to exactly 10,000; null where the
      whole is not positive or the sum unknown. From cost_lines.amount_minor.
    - candidate_value_bp, plan_value_bp: the same of value; a theme that loses value has a negative share. From benefits.amount_minor,
      cost_lines.amount_minor, scores.raw_milli.
    - candidate_unknown, plan_unknown: projects whose spend or value is unknown and is not in the sums. From cost_lines.amount_minor,
      benefits.amount_minor.

    Source: strategic buckets, Cooper, Edgett and Kleinschmidt 2001, Portfolio Management for New Products, chapter 5; largest remainder, Hamilton 1792.

    Edges: a theme of which nothing is in the plan has 0 there, which is known. Equal remainders go to the larger amount, then to the first theme by
    name. No projects, no rows.

    >>> projects = pl.LazyFrame({"project_id": ["P", "Q"], "theme": ["green", "core"]})
    >>> both = pl.LazyFrame({"project_id": ["P", "Q"], "spend_minor": [100, 200], "value": [5, 5]})
    >>> shares = theme_shares(both, both.filter(pl.col("project_id") == "P"), projects).collect()
    >>> shares.select("theme", "candidate_spend_bp", "candidate_value_bp", "plan_spend_bp").rows()
    [('core', 6667, 5000, 0), ('green', 3333, 5000, 10000)]
    """
    themes = projects.select("project_id", "theme").unique("project_id", keep="any")
    both = [_by_theme(amounts, themes, side) for amounts, side in ((candidates, "candidate"), (plan, "plan"))]
    sums = both[0].join(both[1], on="theme", how="full", nulls_equal=True, coalesce=True)
    # A theme that one side does not name has nothing there; one that it names with nothing known has an unknown sum.
    for side in SIDES:
        amounts = pl.col(f"{side}_spend_minor", f"{side}_value", f"{side}_unknown")
        sums = sums.with_columns(pl.when(pl.col(f"{side}_projects").is_null()).then(0).otherwise(amounts).name.keep())
        sums = _with_share(sums, f"{side}_spend_minor", f"{side}_spend_bp")
        sums = _with_share(sums, f"{side}_value", f"{side}_value_bp")
    measures = [f"{side}_{what}" for side in SIDES for what in ("spend_minor", "value", "spend_bp", "value_bp", "unknown")]
    return sums.select("theme", *measures).sort("theme", nulls_last=True)


def shared_benefits(benefits: pl.LazyFrame) -> pl.LazyFrame:
    """Benefits that two or more projects claim, one row for each group they name.

    benefits: the lines that decide, of one mode for each project, in the portfolio's currency.

    - double_count_group: the benefit that is claimed. From benefits.double_count_group.
    - projects: those that claim it, in order, with commas between. From benefits.project_id.
    - claimed_minor: sum of all claims, minor units; null where a line is unknown. From benefits.amount_minor.
    - largest_minor: the largest claim of one project, minor units; null where a line is unknown. From benefits.amount_minor.
    - twice_minor: claimed less the largest claim: what is counted twice at most; null where a line is unknown. From benefits.amount_minor.

    Source: HM Treasury, Green Book 2022, chapter 5 (no benefit counted twice); Infrastructure and Projects Authority, Guide for Effective
    Benefits Management 2017.

    Edges: amounts are as claimed, not times their chance. A group that one project names in several lines is no claim of two.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> rows = {"project_id": ["P", "Q"], "double_count_group": ["g", "g"], "category": ["revenue"] * 2, "amount_minor": [100, 70]}
    >>> shared_benefits(conform("benefits", pl.DataFrame(rows)).lazy()).collect().rows()
    [('g', 'P, Q', 170, 100, 70)]
    """
    amount = pl.col("amount_minor")
    return (
        benefits.filter(pl.col("double_count_group").is_not_null())
        .group_by("double_count_group", "project_id")
        .agg(claim=pl.when(amount.is_not_null().all()).then(amount.sum()))
        .group_by("double_count_group")
        .agg(
            pl.col("project_id").sort().str.join(", ").alias("projects"),
            pl.len().alias("claimants"),
            claimed_minor=pl.when(pl.col("claim").is_not_null().all()).then(pl.col("claim").sum()),
            largest_minor=pl.when(pl.col("claim").is_not_null().all()).then(pl.col("claim").max()),
        )
        .filter(pl.col("claimants") > 1)
        .drop("claimants")
        .with_columns(twice_minor=pl.col("claimed_minor") - pl.col("largest_minor"))
        .sort("double_count_group")
    )


def _weighty(criteria: pl.LazyFrame, comparisons: pl.LazyFrame | None) -> pl.LazyFrame:
    """The criteria that weigh something, with how many there are."""
    return criterion_weights(criteria, comparisons).filter(pl.col("weight") > 0).with_columns(asked=pl.len())


def _parts(
    criteria: pl.LazyFrame, scores: pl.LazyFrame, comparisons: pl.LazyFrame | None, normalisation: Normalisation
) -> pl.LazyFrame:
    """project_id, criterion_id, objective_id, weight, weight_total, asked, part: of each known score of a criterion that weighs."""
    known = scores.filter(pl.col("raw_milli").is_not_null() & pl.col("scale").is_not_null())
    scaled = (pl.col("raw_milli").cast(pl.Int128) * WHOLE // (1000 * pl.col("scale"))).cast(pl.Int64)
    weights = _weighty(criteria, comparisons).join(criteria.select("criterion_id", "direction"), on="criterion_id")
    return (
        known.select("project_id", "criterion_id", scaled=scaled)
        .join(weights, on="criterion_id")
        .with_columns(part=_part(pl.col("scaled"), normalisation))
    )


def _part(scaled: pl.Expr, normalisation: Normalisation) -> pl.Expr:
    """Share of the best in units of 1 / WHOLE; where the lower score is the better, what is left of it."""
    is_lower = (pl.col("direction") == "lower").fill_null(value=False)
    low, high, count = (each.over("criterion_id") for each in (scaled.min(), scaled.max(), scaled.len().cast(pl.Int64)))
    match normalisation:
        case "scale":
            part = scaled
        case "range":
            part = (_wide(scaled - low) // (high - low)).cast(pl.Int64)
        case "share":
            part = pl.when(high > 0).then((_wide(scaled) // high).cast(pl.Int64)).otherwise(0)
        case "rank":
            place = pl.when(is_lower).then(_place(scaled, descending=False)).otherwise(_place(scaled, descending=True))
            return pl.when(count > 1).then((_wide(count - place) // (count - 1)).cast(pl.Int64)).otherwise(WHOLE)
    turned = pl.when(is_lower).then(WHOLE - part).otherwise(part)
    return turned if normalisation != "range" else pl.when(high > low).then(turned).otherwise(WHOLE)


def _wide(part: pl.Expr) -> pl.Expr:
    return part.cast(pl.Int128) * WHOLE


def _place(scaled: pl.Expr, *, descending: bool) -> pl.Expr:
    return scaled.rank("min", descending=descending).over("criterion_id").cast(pl.Int64)


def _by_theme(amounts: pl.LazyFrame, themes: pl.LazyFrame, side: str) -> pl.LazyFrame:
    spend, value = pl.col("spend_minor"), pl.col("value")
    return (
        amounts.join(themes, on="project_id", how="left")
        .group_by("theme")
        .agg(
            pl.when(spend.is_not_null().any()).then(spend.sum()).alias(f"{side}_spend_minor"),
            pl.when(value.is_not_null().any()).then(value.sum()).alias(f"{side}_value"),
            (spend.is_null() | value.is_null()).sum().cast(pl.Int64).alias(f"{side}_unknown"),
            pl.len().alias(f"{side}_projects"),
        )
    )


def _with_share(sums: pl.LazyFrame, name: str, share: str) -> pl.LazyFrame:
    """`sums` with `share`, the basis points of column `name` by largest remainder."""
    amount, whole = pl.col(name).cast(pl.Int128), pl.col(name).cast(pl.Int128).sum()
    down = amount * SHARE_SCALE // whole
    place = pl.int_range(pl.len())
    return (
        sums.with_columns(down=down)
        .with_columns(rest=amount * SHARE_SCALE - pl.col("down") * whole)
        .sort("rest", name, "theme", descending=[True, True, False], nulls_last=True)
        .with_columns((pl.col("down") + (place < SHARE_SCALE - pl.col("down").sum()).cast(pl.Int128)).alias(share))
        .with_columns(pl.when(whole > 0).then(pl.col(share)).cast(pl.Int64).alias(share))
        .drop("down", "rest")
    )
