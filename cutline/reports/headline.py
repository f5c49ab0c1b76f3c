"""The headline figures of a night: what the summary sheet, the page and the terminal all say in the same words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from cutline.contracts.modes import IN_FLIGHT_WORDS
from cutline.contracts.statuses import is_in_flight
from cutline.reports.frames import amount_text
from cutline.settings.all_settings import Settings
from cutline.valuation.money import format_minor, format_short


@dataclass(frozen=True)
class Headline:
    """Label and text of each line, and what a renderer must know to write amounts."""

    portfolio: str
    currency: str
    minor_digits: int
    is_money: bool
    outcome: str
    lines: tuple[tuple[str, str], ...]


def headline(
    frames: Mapping[str, pl.DataFrame],
    settings: Settings,
    *,
    outcome: str,
    value: int,
    gap: int,
    given_up: int,
    checks: int,
    as_of: str,
) -> Headline:
    """The headline of a night from its report frames and what the search proved. checks: rules the verifier recomputed."""
    p, calendar = settings.portfolio, settings.horizon()
    selected, out, allocation = frames["selected"], frames["not_selected"], frames["allocation"]

    def money(amount: int) -> str:
        return format_minor(amount, p.currency, p.minor_digits)

    by_verdict = out.group_by("verdict").len().sort("len", "verdict", descending=[True, False])
    told = ", ".join(f"{verdict[:1].lower() + verdict[1:]} {count}" for verdict, count in by_verdict.iter_rows())
    budget, drawn = int(allocation["budget_minor"].sum()), int(allocation["allocated_minor"].sum())
    rows = frames["row_accounting"].select(pl.col("read", "accepted", "quarantined", "superseded").sum()).row(0)
    quality = frames["quality"].filter(pl.col("status") != "passed")
    warned = quality.height
    proof = (
        "exact: no better plan exists"
        if gap == 0
        else f"at most {amount_text(gap, settings)} ({gap / abs(value):.3%}) below the best possible"
        if value
        else "no value"
    )
    if given_up:
        proof += f"; {amount_text(given_up, settings)} given up to stay close to the approved plan"
    used = frames["utilisation"].filter(pl.col("utilisation_bp").is_not_null())
    busiest = used.sort("utilisation_bp", "role_id", "period_index", descending=[True, False, False]).head(1)
    lines = [
        ("Recommendation", f"{selected.height} of {selected.height + out.height} projects, worth {amount_text(value, settings)}"),
        ("Quality of the answer", f"{outcome}; {proof}; {checks:,} rules recomputed in integers, none broken"),
        ("Money", f"{money(drawn)} of {money(budget)} allocated in {_years(calendar.fiscal_years())} ({_part(drawn, budget)})"),
        *(
            (f"  FY{year} {kind}", f"{money(int(a))} of {money(int(b))} ({_part(int(a), int(b))})")
            for year, kind, b, a in allocation.group_by("fiscal_year", "cost_class")
            .agg(pl.col("budget_minor", "allocated_minor").sum()).sort("fiscal_year", "cost_class").iter_rows()
        ),
        *_gates(frames["stage_gates"], allocation, money),
        *_moved(frames["money_moved"], money),
        ("After the horizon", f"{format_short(int(selected['later_minor'].sum()), p.currency, p.minor_digits)} the chosen projects go on to cost"),
        *_in_flight(selected, out),
        ("Left out", f"{out.height}: {told}" if out.height else "none"),
        ("Range of the plan", _range(frames["plan_spread"], p.currency, p.minor_digits)),
        ("Progress", _progress(frames["earned_value_groups"], p.currency, p.minor_digits)),
        ("Health", _health(frames["health"])),
        ("Busiest role", _busiest(busiest)),
        *_within_blocks(frames["block_overloads"], settings),
        ("Data", f"{rows[0]:,} rows read: {rows[1]:,} accepted, {rows[2]:,} in quarantine, {rows[3]:,} superseded; {warned} rule(s) with something to say"),
        ("Findings that matter", _weighty(frames["findings"])),
        ("As of", as_of),
        ("Horizon", f"{calendar.periods} {calendar.grain}s from {calendar.start.isoformat()}"),
    ]  # fmt: skip
    return Headline(p.name, p.currency, p.minor_digits, settings.planning.objective == "value", outcome, tuple(lines))


def _in_flight(selected: pl.DataFrame, out: pl.DataFrame) -> list[tuple[str, str]]:
    """What becomes of the projects in flight; no line where there is none."""
    courses = [
        *selected.filter(is_in_flight())["course"],
        *(["stopped"] * out.filter(pl.col("code") == "stopped").height),
    ]
    order = [*IN_FLIGHT_WORDS.values(), "stopped"]
    told = ", ".join(f"{courses.count(word)} {word}" for word in order if word in courses)
    return [("Projects in flight", told)] if told else []


def _gates(gates: pl.DataFrame, allocation: pl.DataFrame, money: Callable[[int], str]) -> list[tuple[str, str]]:
    """What is released and what waits for a stage gate; no line where no project of the plan has gates."""
    if gates.is_empty():
        return []
    free, held = (int(allocation[f"{word}_minor"].sum()) for word in ("released", "reserved"))
    waiting = gates.filter(pl.col("next_gate").is_not_null())
    undated = waiting.filter(pl.col("gate_date").is_null()).height
    projects = "1 project" if waiting.height == 1 else f"{waiting.height} projects"
    told = f"{money(free)} released; {money(held)} reserved until the next gate of {projects} is passed"
    return [("Stage gates", told + (f"; {undated} of them with a gate whose date is not known" if undated else ""))]


def _moved(moved: pl.DataFrame, money: Callable[[int], str]) -> list[tuple[str, str]]:
    """What is carried over and what is vired; no line where nothing is moved."""
    vired = pl.col("rule_id").is_not_null()
    parts = [
        f"{money(int(rows['amount_minor'].sum()))} {word}"
        for rows, word in ((moved.filter(~vired), "carried to the next fiscal year"), (moved.filter(vired), "vired"))
        if rows.height
    ]
    return [("Money moved", "; ".join(parts))] if parts else []


def _within_blocks(over: pl.DataFrame, settings: Settings) -> list[tuple[str, str]]:
    """Where the plan holds by block and not by period; no line where every period is planned by itself."""
    fine = settings.planning.fine_periods
    if fine is None:
        return []
    places = "1 role and period exceeds its" if over.height == 1 else f"{over.height} roles and periods exceed their"
    told = f"{places} capacity: work must move within its block" if over.height else "every period by itself has enough people"
    return [("Planned by block", f"from {settings.horizon().label(fine)} on; {told}")]


def _range(spread: pl.DataFrame, currency: str, digits: int) -> str:
    """What the plan may be worth and cost, one time in ten less and one in ten more."""
    rows = spread.filter(pl.col("level") == "portfolio").drop_nulls("npv_p50_minor")
    if rows.is_empty():
        return "not known"
    row = rows.row(0, named=True)

    def of(name: str) -> str:
        low, middle, high = (format_short(row[f"{name}_p{p}_minor"], currency, digits) for p in (10, 50, 90))
        return f"{low} to {high}, as often above {middle} as below"

    certain = f"; {row['without_range']} of {row['projects']} projects state no range" if row["without_range"] else ""
    return f"present value of cost {of('cost')}; net present value {of('npv')} (P10 to P90){certain}"


def _progress(groups: pl.DataFrame, currency: str, digits: int) -> str:
    """Earned value of all projects in progress together."""
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
        ""
        if row["eac_minor"] is None
        else f"; {format_short(row['eac_minor'], currency, digits)} at completion of {format_short(row['budget_at_completion_minor'], currency, digits)} budgeted"
    )
    return f"{row['projects']} projects: {indices or 'nothing earned or spent yet'}{estimate}" + (
        f"; {row['left_out']} unknown" if row["left_out"] else ""
    )


def _health(health: pl.DataFrame) -> str:
    """Of the projects that report a rating: what the rules make of them."""
    rated = health.drop_nulls("reported_rag")
    if rated.is_empty():
        return "no project reports a rating"
    counts = {rag: rated.filter(pl.col("computed_rag") == rag).height for rag in ("red", "amber", "green")}
    unknown = rated.height - sum(counts.values())
    told = ", ".join(f"{count} {rag}" for rag, count in counts.items()) + (f", {unknown} unknown" if unknown else "")
    better, worse = (rated.filter(pl.col("reported_is") == word).height for word in ("better", "worse"))
    return f"{rated.height} rated projects by the rules: {told}; {better} reported better than that, {worse} worse"


def _weighty(findings: pl.DataFrame) -> str:
    """How many findings change the plan, may, and do not; notes and what is under an exception are counted beside."""
    live = findings.filter((pl.col("severity") != "note") & pl.col("excepted_until").is_null())
    counts = [
        live.filter(pl.col("effect").is_in(codes)).height
        for codes in (["changes"], ["not_proven", "not_tied"], ["no_change", "no_say"])
    ]
    beside = findings.height - live.height
    told = (
        "{} of {} would change the plan at a plausible value, {} may, {} cannot".format(counts[0], live.height, *counts[1:])
        if live.height
        else "none"
    )
    return told + (f"; beside them {beside} notes and exceptions" if beside else "")


def _years(years: list[int]) -> str:
    return f"FY{years[0]}" if len(years) == 1 else f"FY{years[0]} to FY{years[-1]}"


def _part(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "nothing budgeted"


def _busiest(top: pl.DataFrame) -> str:
    if top.is_empty():
        return "no people in this plan"
    row = top.row(0, named=True)
    return f"{row['role_id']} in {row['period']}: {row['utilisation_bp'] / 100:.1f} % of its capacity"
