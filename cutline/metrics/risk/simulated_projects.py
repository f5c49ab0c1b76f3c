"""The projects of a simulation: three-point estimates of cost and benefit, and the risks that may occur.

`simulated_spread.py` draws from these estimates and risks.
"""

from dataclasses import dataclass

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.risk.current_risks import chance_after, current_risks

Points = tuple[int, int, int]


@dataclass(frozen=True)
class SimulatedProject:
    """One project of a simulation.

    cost: low, likely and high. benefits: (probability in basis points, (low, likely, high)) for each probability. events:
    (probability in basis points, (low, likely, high impact)) for each risk. driver: what the project shares with others; null
    means nothing.
    """

    project_id: str
    driver: str | None
    cost: Points
    benefits: tuple[tuple[int, Points], ...]
    events: tuple[tuple[int, Points], ...]

    def width(self, side: str) -> int:
        """The pessimistic less the optimistic amount of the project's costs or benefits."""
        ranges = [self.cost] if side == "cost" else [points for _, points in self.benefits]
        return sum(high - low for low, _, high in ranges)

    @property
    def sort_key(self) -> tuple[object, ...]:
        """The order in which projects receive their dimensions: by content, the widest first.

        The id decides only between projects of equal content.
        """
        content = (self.cost, self.benefits, self.driver or "", self.events)
        return (-self.width("cost") - self.width("benefit"), content, self.project_id)


def lines_by_side(lines: pl.LazyFrame) -> pl.LazyFrame:
    """The sums of the lines of each project, separately for costs and benefits (the side) and for each probability.

    Columns: project_id, side, chance, driver, low, likely, high and is_unknown. A line whose low, likely and high amounts are
    not in ascending order has no range: its likely amount counts.
    """
    likely = pl.col("likely_minor")
    low, high = pl.coalesce("low_minor", likely), pl.coalesce("high_minor", likely)
    in_order = (low <= likely) & (likely <= high)
    chance = pl.when(pl.col("side") == "benefit").then(pl.col("success_bp").fill_null(SHARE_SCALE)).otherwise(SHARE_SCALE)
    return (
        lines.with_columns(
            chance=chance,
            low=pl.when(in_order).then(low).otherwise(likely),
            high=pl.when(in_order).then(high).otherwise(likely),
            driver=pl.col("driver").min().over("project_id"),
        )
        .group_by("project_id", "side", "chance", "driver")
        .agg(pl.col("low", "high").sum(), likely=likely.sum(), is_unknown=likely.is_null().any())
        .sort("project_id", "side", "chance")
    )


def projects_to_draw(sides: pl.DataFrame, events: dict[str, tuple[tuple[int, Points], ...]]) -> list[SimulatedProject]:
    """The projects in the order in which they receive their dimensions."""
    costs: dict[str, Points] = {}
    benefits: dict[str, list[tuple[int, Points]]] = {}
    drivers: dict[str, str | None] = {}
    for each, side, chance, driver, *points in sides.select("project_id", "side", "chance", "driver", "low", "likely", "high").iter_rows():  # fmt: skip
        drivers[each] = driver
        if side == "cost":
            costs[each] = (points[0], points[1], points[2])
        else:
            benefits.setdefault(each, []).append((chance, (points[0], points[1], points[2])))
    found = [
        SimulatedProject(each, drivers[each], costs.get(each, (0, 0, 0)), tuple(benefits.get(each, ())), events.get(each, ()))
        for each in drivers
    ]
    return sorted(found, key=lambda project: project.sort_key)


def risk_events(risks: pl.LazyFrame) -> dict[str, tuple[tuple[int, Points], ...]]:
    """The open risks of each project that may occur, in the order of their content, as (probability, (low, likely, high impact)).

    Probability and impact are taken after the response. The range of the impact is scaled by the impact after the response
    over the likely one.
    """
    likely, after = pl.col("impact_likely_minor"), pl.coalesce("residual_impact_minor", "impact_likely_minor")
    least, most = pl.coalesce("impact_min_minor", likely), pl.coalesce("impact_max_minor", likely)
    in_order = (least <= likely) & (likely <= most)

    def scaled(point: pl.Expr) -> pl.Expr:
        kept = pl.when(in_order).then(point).otherwise(likely).cast(pl.Int128)
        return pl.when(likely > 0).then((2 * kept * after + likely) // (2 * likely)).otherwise(after).cast(pl.Int64)

    rows = (
        current_risks(risks)
        .drop_nulls("inherent")
        .select("project_id", chance=chance_after("residual"), low=scaled(least), likely=after, high=scaled(most))
        .drop_nulls()
        .filter((pl.col("chance") > 0) & (pl.col("high") > 0))
        .sort(pl.all())
        .collect()
    )
    found: dict[str, list[tuple[int, Points]]] = {}
    for project, chance, low, middle, high in rows.iter_rows():
        found.setdefault(project, []).append((chance, (low, middle, high)))
    return {project: tuple(events) for project, events in found.items()}


def projects_with_unassessed_risks(risks: pl.LazyFrame) -> list[str]:
    """The projects with an open risk that lacks the probability or the likely impact, in ascending order.

    What such a risk costs is unknown, so the cost of its project is unknown, too.
    """
    lost = current_risks(risks).filter(pl.col("inherent").is_null()).select("project_id").unique().collect()
    return lost["project_id"].sort().to_list()
