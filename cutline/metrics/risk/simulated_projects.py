"""The projects of a simulation: three-point estimates of cost and benefit, and risks that may strike."""

from dataclasses import dataclass

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.risk.current_risks import chance_after, current_risks

Points = tuple[int, int, int]


@dataclass(frozen=True)
class SimulatedProject:
    """One project as it is drawn. cost: low, likely, high. benefits: (chance in basis points that it comes, low, likely, high).
    events: (chance, least, likely, greatest) of its risks.
    """

    project_id: str
    driver: str | None
    cost: Points
    benefits: tuple[tuple[int, Points], ...]
    events: tuple[tuple[int, Points], ...]

    def width(self, side: str) -> int:
        """Pessimistic less optimistic, of its costs or of its benefits."""
        ranges = [self.cost] if side == "cost" else [points for _, points in self.benefits]
        return sum(high - low for low, _, high in ranges)

    @property
    def sort_key(self) -> tuple[object, ...]:
        """Its dimensions come by content, the widest first; the id decides only between twins."""
        content = (self.cost, self.benefits, self.driver or "", self.events)
        return (-self.width("cost") - self.width("benefit"), content, self.project_id)


def lines_by_side(lines: pl.LazyFrame) -> pl.LazyFrame:
    """project_id, side, chance, driver, low, likely, high, is_unknown: the sums of the lines of each project, side and chance."""
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
    """In the order of their dimensions."""
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
    """The open risks of each project that may strike, in the order of their content."""
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
