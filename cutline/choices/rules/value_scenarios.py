"""Draws scenarios and computes the value of each option in every scenario, for the declared rule [rules.tail].

This rule demands a least average value of the plan in its worst scenarios. The shapes of the distributions are in
`cutline.metrics.risk.distributions`. How uncertain a single project is, is measured in `cutline.metrics.risk`.
"""

from collections import defaultdict
from collections.abc import Iterator
from math import sqrt

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtri

from cutline.contracts.choice_frames import OPTION_KEY, SCENARIO_SCHEMA, TAIL_SCHEMA
from cutline.contracts.units import SHARE_SCALE
from cutline.errors import Finding, SettingsError
from cutline.metrics.risk.distributions import Draws, amounts
from cutline.metrics.risk.quasi_random import uniform_columns
from cutline.settings.all_settings import Settings
from cutline.settings.measuring import UncertaintySection

SUM_MAX = 9 * 10**18  # if the sum of the absolute values over all options and scenarios fits int64, every partial sum fits
SIDES = ("cost", "benefit")
Key = tuple[str, str, int]
Points = tuple[int, int, int]  # low, likely, high
Lines = tuple[tuple[str, int, Points], ...]  # side, chance in basis points, points


def tail_rule(settings: Settings) -> pl.DataFrame:
    """The declared rule (TAIL_SCHEMA). No row if no such rule is declared.

    worst: how many scenarios count as the worst: (1 - level) x the number of scenarios, rounded up.
    """
    rule = settings.rules.tail
    if rule is None:
        return pl.DataFrame(schema=TAIL_SCHEMA)
    count = 2**rule.scenarios_log2
    worst = -(-(SHARE_SCALE - rule.level_bp) * count // SHARE_SCALE)
    amount = f"{rule.floor_minor / 10**settings.portfolio.minor_digits:,.{settings.portfolio.minor_digits}f}"
    label = f"{rule.name}: the worst {worst} of {count} scenarios are worth {amount} or more on average"
    return pl.DataFrame([(label, rule.owner, worst, rule.floor_minor)], schema=TAIL_SCHEMA, orient="row")


def scenario_values(options: pl.DataFrame, lines: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The value of each option in each scenario (SCENARIO_SCHEMA), in whole minor units. Empty without [rules.tail].

    options: OPTION_KEY and value.
    lines: `mode_flows.three_point_lines` of these options.

    A scenario is one draw of a scrambled Sobol sequence. It says for each project how high its cost is, how high its benefits
    are, and whether it succeeds. The draw is the same for all options of a project, so that choosing another option is no way
    to escape a bad draw. Shapes, drivers, correlation and seed are those of [uncertainty].

    An option without lines from the horizon's start on, and an option that stops its project, is worth the same in every
    scenario. The risks of the register are not drawn, because the value of an option does not contain them.

    Raises SettingsError when the values are too large for exact sums.
    """
    rule = settings.rules.tail
    if rule is None:
        return pl.DataFrame(schema=SCENARIO_SCHEMA)
    policy = settings.uncertainty
    drivers = dict(lines.select("project_id", "driver").unique("project_id").iter_rows())
    ranges = _ranges(lines)
    draws = _draws_of_projects(ranges, drivers, policy, rule.scenarios_log2)
    count = 2**rule.scenarios_log2
    values = [
        np.full(count, value, dtype=np.int64)
        if (p, mode, start) not in ranges
        else _value_by_scenario(ranges[p, mode, start], draws[p], policy)
        for p, mode, start, value in options.select(*OPTION_KEY, "value").iter_rows()
    ]
    if sum(int(np.abs(each).max()) for each in values) * count > SUM_MAX:
        finding = Finding(
            "portfolio.toml, rules.tail",
            "sums that do not fit into whole numbers of 64 bits",
            "smaller amounts",
            "check the unit of the amounts",
        )
        raise SettingsError("the tail cannot be limited exactly", [finding])
    drawn = pl.Series("value", np.concatenate([np.zeros(0, np.int64), *values]), dtype=pl.Int64)
    each = options.select(OPTION_KEY).with_columns(scenario=pl.lit(list(range(count)), pl.List(pl.Int64))).explode("scenario")
    return each.with_columns(drawn).select(list(SCENARIO_SCHEMA)).sort("scenario", *OPTION_KEY)


def _ranges(lines: pl.DataFrame) -> dict[Key, Lines]:
    """The three points of the cost of each option, and of its benefits by chance. A line whose points are not in ascending
    order counts as certain.
    """
    likely = pl.col("likely_minor")
    low, high = pl.coalesce("low_minor", likely), pl.coalesce("high_minor", likely)
    is_range = (low <= likely) & (likely <= high)
    chance = pl.when(pl.col("side") == "benefit").then(pl.col("success_bp").fill_null(SHARE_SCALE)).otherwise(SHARE_SCALE)
    sums = (
        lines.with_columns(
            chance=chance, low=pl.when(is_range).then(low).otherwise(likely), high=pl.when(is_range).then(high).otherwise(likely)
        )
        .group_by(*OPTION_KEY, "side", "chance")
        .agg(pl.col("low").sum(), likely.sum(), pl.col("high").sum())
        .sort(*OPTION_KEY, "side", "chance")
    )
    found: dict[Key, list[tuple[str, int, Points]]] = defaultdict(list)
    for p, mode, start, side, share, *points in sums.select(
        *OPTION_KEY, "side", "chance", "low", "likely_minor", "high"
    ).iter_rows():
        found[p, mode, start].append((side, share, (points[0], points[1], points[2])))
    return {key: tuple(each) for key, each in found.items()}


def _width(lines: Lines, side: str) -> int:
    return sum(high - low for own, _, (low, _, high) in lines if own == side)


def _draws_of_projects(
    ranges: dict[Key, Lines], drivers: dict[str, str | None], policy: UncertaintySection, log2: int
) -> dict[str, dict[str, Draws]]:
    """For each project, the normal draws of its cost and of its benefits, each mixed with the draw of its driver, and the
    uniform draw of its success.
    """
    own: dict[str, list[Lines]] = defaultdict(list)
    for (project, _, _), lines in ranges.items():
        own[project].append(lines)
    width = {p: {side: max(_width(lines, side) for lines in own[p]) for side in SIDES} for p in own}
    columns = uniform_columns(log2, policy.seed)
    factors = _common_factors(width, drivers, columns)
    share = policy.correlation_bp / SHARE_SCALE
    # Projects get their dimensions in the order of their content, the widest range first. The id decides only between equal projects.
    order = sorted(own, key=lambda p: (-sum(width[p].values()), sorted(own[p]), drivers.get(p) or "", p))
    draws: dict[str, dict[str, Draws]] = {}
    for p in order:
        normal = {side: ndtri(next(columns)) for side in SIDES}
        common = {side: factors.get((drivers.get(p), side)) for side in SIDES}
        mixed = {
            side: normal[side] if factor is None else sqrt(share) * factor + sqrt(1 - share) * normal[side]
            for side, factor in common.items()
        }
        draws[p] = {**mixed, "success": next(columns)}
    return draws


def _common_factors(
    width: dict[str, dict[str, int]], drivers: dict[str, str | None], columns: Iterator[Draws]
) -> dict[tuple[str | None, str], Draws]:
    """A normal draw for each driver and side (cost, benefit), in the order of how much the lines of the driver vary."""
    widths: dict[tuple[str | None, str], int] = defaultdict(int)
    for project, sides in width.items():
        for side in SIDES:
            if drivers.get(project) is not None:
                widths[drivers[project], side] += sides[side]
    return {key: ndtri(next(columns)) for key in sorted(widths, key=lambda key: (-widths[key], repr(key)))}


def _value_by_scenario(lines: Lines, draws: dict[str, Draws], policy: UncertaintySection) -> NDArray[np.int64]:
    """The value in each scenario: the benefits that come in the scenario, less the costs."""
    total = np.zeros(len(draws["success"]), dtype=np.int64)
    for side, chance, points in lines:
        drawn = amounts(points, draws[side], policy.shape, policy.low_percentile).astype(np.int64)
        total += -drawn if side == "cost" else drawn * (draws["success"] < chance / SHARE_SCALE)
    return total
