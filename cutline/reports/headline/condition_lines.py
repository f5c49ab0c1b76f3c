"""The lines about how projects are doing: the range of the plan, earned value, health."""

import polars as pl

from cutline.contracts.units import Minor
from cutline.settings.all_settings import Settings
from cutline.valuation.money import format_short

NEEDED, PLANNED = ("spent_minor", "etc_minor"), ("inside_minor", "later_minor")


def range_of_plan(spread: pl.DataFrame, settings: Settings) -> str:
    """P10, P50 and P90 of the cost and the value of the plan."""
    p = settings.portfolio
    rows = spread.filter(pl.col("level") == "portfolio").drop_nulls("npv_p50_minor")
    if rows.is_empty():
        return "not known"
    row = rows.row(0, named=True)

    def of(name: str) -> str:
        low, middle, high = (
            format_short(row[f"{name}_p{percentile}_minor"], p.currency, p.minor_digits) for percentile in (10, 50, 90)
        )
        return f"{low} to {high}, with an even chance of more or less than {middle}"

    unstated = f"; {row['without_range']} of {row['projects']} projects state no range" if row["without_range"] else ""
    unstated += f"; {row['unknown']} of {row['projects']} projects are unknown and in no figure" if row["unknown"] else ""
    return f"present value of cost {of('cost')}; net present value {of('npv')} (P10 to P90){unstated}"


def progress(groups: pl.DataFrame, settings: Settings) -> str:
    """Earned value of all projects in progress together."""
    p = settings.portfolio
    rows = groups.filter((pl.col("level") == "all") & (pl.col("projects") > 0))
    if rows.is_empty():
        return "no project reports earned value"
    row = rows.row(0, named=True)
    indices = ", ".join(
        f"{word} {row[name] / 1000:.2f}"
        for name, word in (("cpi_milli", "CPI"), ("spi_milli", "SPI"), ("spi_t_milli", "SPI(t)"))
        if row[name] is not None
    )
    estimate = (
        "; estimate at completion unknown, because that of a project is unknown"
        if row["eac_minor"] is None
        else f"; {format_short(row['eac_minor'], p.currency, p.minor_digits)} at completion of {format_short(row['budget_at_completion_minor'], p.currency, p.minor_digits)} budgeted"
    )
    return f"{row['projects']} projects: {indices or 'nothing earned or spent yet'}{estimate}" + (
        f"; {row['left_out']} unknown" if row["left_out"] else ""
    )


def money_to_complete(compared: pl.DataFrame, settings: Settings) -> list[tuple[str, str]]:
    """What projects in flight still need, beside what the plan gives them. There is no line without such projects."""
    if compared.is_empty():
        return []
    p, known = settings.portfolio, compared.drop_nulls("difference_minor")

    def amount(minor: int) -> str:
        return format_short(Minor(minor), p.currency, p.minor_digits)

    gap = pl.col("difference_minor")
    counts = [
        f"{rows.height} {'gets' if rows.height == 1 else 'get'} {word} than estimated ({amount(abs(int(rows['difference_minor'].sum())))})"
        for word, rows in (("less", known.filter(gap < 0)), ("more", known.filter(gap > 0)))
        if rows.height
    ]
    needed, planned = (int(known.select(pl.sum_horizontal(pair).sum()).item()) for pair in (NEEDED, PLANNED))
    line = f"{known.height} projects in flight need {amount(needed)} by their progress, and the plan gives them {amount(planned)}"
    unknown = compared.height - known.height
    return [("To complete", "; ".join([line, *counts, *([f"{unknown} not compared"] if unknown else [])]))]


def health_by_rules(health: pl.DataFrame) -> str:
    """How the rules rate the open projects, and how many projects report a better or a worse rating."""
    if health.is_empty():
        return "no open project"
    counts = {rag: health.filter(pl.col("computed_rag") == rag).height for rag in ("red", "amber", "green")}
    unknown = health.height - sum(counts.values())
    ratings = ", ".join(f"{count} {rag}" for rag, count in counts.items())
    reported = health.drop_nulls("reported_rag").height
    better, worse = (health.filter(pl.col("reported_is") == word).height for word in ("better", "worse"))
    return (
        f"{health.height} open projects by the rules: {ratings}, {unknown} unknown; "
        f"{reported} report a rating, {better} of them a better and {worse} a worse one than the rules allow"
    )
