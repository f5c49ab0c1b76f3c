"""Splits the allocations of a plan into the part released up to the next stage gate and the part reserved until then.

The reserved part waits until that gate is passed.

A reserve is part of the budget, just like released money. The optimiser treats reserved and released money alike, so the
money is available when the gate is passed.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from cutline.choices.costing.dated_lines import own_starts
from cutline.contracts.modes import stopping_modes
from cutline.contracts.tables.records import Tables
from cutline.ledger.frames import ALLOCATION_SCHEMA, RELEASED, RESERVED
from cutline.ledger.spent_lines import spent_lines
from cutline.settings.all_settings import Settings
from cutline.valuation.money import allocate

RELEASE_SCHEMA: dict[str, pl.DataType] = {**ALLOCATION_SCHEMA, "release": pl.String()}
GATE_SCHEMA: dict[str, pl.DataType] = {
    "project_id": pl.String(), "passed_gate": pl.String(), "next_gate": pl.String(), "gate_date": pl.Date(), "period_index": pl.Int64(),
    "is_reserving": pl.Boolean(), "text": pl.String(),
}  # fmt: skip


UNREAD_GATE = "a milestone that was set aside"


@dataclass(frozen=True)
class _Gate:
    """name: its milestone_id. day: the actual day, else the forecast, else the baseline; None if none is stated."""

    name: str
    day: date | None
    is_passed: bool


def with_unread_gates(tables: Tables, lost: pl.DataFrame) -> Tables:
    """`tables` with a gate without a date for each project of which a milestone was set aside or a cell of it emptied.

    Such a milestone may be the next gate of its project, so nothing of the project may be released as if it had none. lost:
    table, project_id of the rows and cells. If no project has a gate, there are none to be read.
    """
    milestones = tables["milestones"]
    if not milestones.filter("is_gate").height:
        return tables
    projects = lost.filter(pl.col("table") == "milestones").select("project_id").drop_nulls().unique().sort("project_id")
    unread = projects.with_columns(milestone_id=pl.lit(UNREAD_GATE), is_gate=pl.lit(value=True))
    return {**tables, "milestones": pl.concat([milestones, unread], how="diagonal")}


def next_gates(chosen: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """GATE_SCHEMA: the next gate of each chosen project that has gates. Empty if planning.release_to_next_gate is off.

    chosen: project_id, mode_id, start_index.
    period_index: the period of the gate's date. If the plan starts the project later than its own schedule does, the gate
      moves with the start.
    is_reserving: whether money is reserved: the money that falls after period_index, or all money if period_index is null.

    A gate is passed if it has an actual date, if projects.gate names it, or if its date lies before the date of the gate that
    projects.gate names. The next gate is the earliest gate that is not passed. A project that is stopped has no next gate.
    """
    gates: dict[str, list[_Gate]] = defaultdict(list)
    milestones = tables["milestones"].filter(pl.col("is_gate").fill_null(value=False) & settings.planning.release_to_next_gate)
    for row in milestones.sort("project_id", "milestone_id").iter_rows(named=True):
        day = row["actual_date"] or row["forecast_date"] or row["baseline_date"]
        gates[row["project_id"]].append(_Gate(row["milestone_id"], day, row["actual_date"] is not None))
    stated = dict(tables["projects"].select("project_id", "gate").iter_rows())
    planned = dict(own_starts(tables, settings).iter_rows())
    run = chosen.join(stopping_modes(tables["modes"]), on=["project_id", "mode_id"], how="anti").sort("project_id")
    rows = [
        (
            project,
            stated.get(project),
            *_next_gate(gates[project], stated.get(project), start - planned.get(project, start), settings),
        )
        for project, start in run.select("project_id", "start_index").iter_rows()
        if gates[project]
    ]
    return pl.DataFrame(rows, schema=GATE_SCHEMA, orient="row")


def _next_gate(
    gates: list[_Gate], stated: str | None, delay: int, settings: Settings
) -> tuple[str | None, date | None, int | None, bool, str]:
    """The five columns that follow the column passed_gate in GATE_SCHEMA. stated: the gate that the project names. delay: by how many
    periods the plan starts the project later than its own schedule.
    """
    named = next((gate.day for gate in gates if gate.name == stated), None)
    ahead = [
        gate
        for gate in gates
        if not (gate.is_passed or gate.name == stated or (named is not None and gate.day is not None and gate.day < named))
    ]
    if not ahead:
        return None, None, None, False, "every gate is passed: all is released"
    undated = [gate.name for gate in ahead if gate.day is None]
    if undated:
        # An undated gate may come before any other, so nothing is known to lie before it.
        text = f"no date is known for {', '.join(undated)}, so it is not known what lies before it: all is reserved"
        return undated[0], None, None, True, text
    day, name = min((gate.day, gate.name) for gate in ahead if gate.day is not None)
    calendar = settings.horizon()
    period = calendar.index_of(day) + delay
    if period < 0:
        return name, day, period, True, f"{name} ({day}) comes before the horizon and is not passed: all is reserved until it is"
    later = f", {delay} period(s) later with its start" if delay else ""
    return name, day, period, True, f"released to {name} ({day}{later}): up to the end of {calendar.label(period)}"


def split_at_gates(allocations: pl.DataFrame, chosen: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """`allocations` (ALLOCATION_SCHEMA), each split into what is released and what is reserved (RELEASE_SCHEMA). Parts of 0 are
    left out.

    For each cost class and fiscal year of a project, the released amount is the sum of its lines up to the end of the period
    in which the next gate lies, but at least 0 and at most the amount allocated. What the project has spent already is in
    that sum whatever the gate, because it cannot be held back. A credit after the gate lowers the amount allocated and is
    not in that sum. So it lowers the reserved amount, and it lowers the released amount only if nothing is left to reserve.
    If several funds pay, each fund releases in proportion to its payment, by largest remainder; ties go to the fund that is
    first by id. Released and reserved amounts sum to the allocation to the minor unit. Money that is paid for people
    belongs to no project and waits for no gate.
    """
    gates = next_gates(chosen, tables, settings).filter("is_reserving")
    until = dict(gates.select("project_id", "period_index").iter_rows())
    held = allocations.filter(pl.col("project_id").is_in(list(until)))
    free = allocations.join(held.select("project_id").unique(), on="project_id", how="anti").with_columns(
        release=pl.lit(RELEASED)
    )
    if held.is_empty():
        return free.select(list(RELEASE_SCHEMA))
    own = chosen.filter(pl.col("project_id").is_in(list(until)))
    ready: dict[tuple[str, str, int], int] = defaultdict(int)
    calendar = settings.horizon()
    for project, kind, period, amount, is_spent in spent_lines(own, tables, settings).iter_rows():
        last = until[project]
        if is_spent or (last is not None and period <= last):
            ready[project, kind, calendar.fiscal_year(period)] += amount
    parts = pl.DataFrame(_split_rows(held, ready), schema=RELEASE_SCHEMA, orient="row")
    return pl.concat([free.select(list(RELEASE_SCHEMA)), parts])


def _split_rows(held: pl.DataFrame, ready: dict[tuple[str, str, int], int]) -> Iterator[tuple[str, str, str, int, int, str]]:
    keys = ["project_id", "cost_class", "fiscal_year"]
    for (project, kind, year), paid in held.sort(*keys, "fund_id").group_by(keys, maintain_order=True):
        amounts = paid["amount_minor"].to_list()
        free = min(max(ready[project, kind, year], 0), sum(amounts))
        for fund, amount, part in zip(paid["fund_id"], amounts, allocate(free, amounts), strict=True):
            for share, word in ((part, RELEASED), (amount - part, RESERVED)):
                if share:
                    yield project, fund, kind, year, share, word
