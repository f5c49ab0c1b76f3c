"""Coarse planning far out, from the settings to the frames: blocks, the starts that are offered in them, what rules of flow
count, and where a plan exceeds one period of a block.
"""

from datetime import date

import polars as pl
import pytest

from cutline.choices.limits.people_offers import elastic_offers
from cutline.choices.limits.planning_blocks import (
    block_spans,
    blocks_of_people,
    overloads_within_blocks,
    period_namer,
    planning_blocks,
    summed_by_block,
)
from cutline.errors import SettingsError
from cutline.settings.loading import settings_from
from optimizer.problem.building import build_problem
from tests.cutline.choices.solving import choices_of
from tests.cutline.few_projects import tables_of

MONTHS = {"grain": "month", "periods": 9}
JANUARY_ON = [date(2027, month, 1) for month in range(1, 13)]


def settings(fine: int | None, size: int = 3, calendar: dict = MONTHS, **planning):
    return settings_from({"calendar": calendar, "planning": {"fine_periods": fine, "coarse_periods": size, **planning}})


@pytest.mark.parametrize(
    ("fine", "size", "calendar", "expected"),
    [
        (None, 3, MONTHS, []),  # nothing set: every period by itself
        (3, 3, MONTHS, [3, 3, 3, 6, 6, 6]),
        (4, 3, MONTHS, [4, 4, 6, 6, 6]),  # the first block is what is left of its quarter
        (3, 3, {**MONTHS, "periods": 8}, [3, 3, 3, 6, 6]),  # the horizon ends in the midst of one
        (
            0,
            3,
            {**MONTHS, "fiscal_year_starts_month": 3},
            [0, 0, 2, 2, 2, 5, 5, 5, 8],
        ),  # March begins a year, so February ends a block
        (
            0,
            5,
            {**MONTHS, "periods": 14},
            [0] * 5 + [5] * 5 + [10] * 2 + [12] * 2,
        ),  # five months do not divide a year: its last block is short
        (2, 2, {"grain": "quarter", "periods": 6}, [2, 2, 4, 4]),
    ],
)
def test_blocks_are_counted_from_the_fiscal_year_and_end_with_it(fine, size, calendar, expected):
    """Periods from `fine_periods` on, in order; no block has two fiscal years."""
    found = planning_blocks(settings(fine, size, calendar))
    first = fine or 0
    assert found["period_index"].to_list() == list(range(first, first + len(expected)))
    assert found["block_index"].to_list() == expected
    year = settings(fine, size, calendar).horizon().fiscal_year
    assert all(year(period) == year(block) for period, block in found.iter_rows())


@pytest.mark.parametrize(
    ("fine", "size", "calendar", "told"),
    [
        (9, 3, MONTHS, ["fine_periods", "9 in a horizon of 9 periods", "at most 8"]),
        (1, 5, {"grain": "quarter"}, ["coarse_periods", "5 with calendar.grain 'quarter'", "at most 4"]),
        (1, 2, {"grain": "year", "periods": 3}, ["coarse_periods", "at most 1", "leave planning.fine_periods out"]),
        (-1, 3, MONTHS, ["greater than or equal to 0"]),
        (1, 1, MONTHS, ["greater than or equal to 2"]),
        (12, 5, {"grain": "quarter", "periods": 12}, ["fine_periods", "coarse_periods"]),  # both at once
    ],
)
def test_what_cannot_be_planned_by_block_is_refused(fine, size, calendar, told):
    """The message says where, what was found, what was expected and what to do."""
    with pytest.raises(SettingsError) as refused:
        settings(fine, size, calendar)
    assert all(words in str(refused.value) for words in told)


def project(name: str, first: int = 1, last: int = 9, **cells) -> dict:
    """A project with a window from month `first` to month `last` of 2027."""
    return {"project_id": name, "name": name, "status": "proposed", "earliest_start": date(2027, first, 1), "latest_start": date(2027, last, 1), **cells}  # fmt: skip


def choices(raw: dict | None = None, **rows: list[dict]):
    rows = {**rows, "cost_lines": [{"project_id": p["project_id"], "cost_class": "capex", "kind": "plan", "period_offset": 0, "amount_minor": 100} for p in rows["projects"]]}  # fmt: skip
    tables = tables_of(**rows)
    given = {"calendar": MONTHS, "planning": {"fine_periods": 3}, **(raw or {})}
    return choices_of(tables, settings_from(given))


def starts(found, name: str = "P") -> list[int]:
    return found.options.filter(pl.col("project_id") == name)["start_index"].to_list()


def test_far_out_starts_are_offered_once_a_block():
    """Every start is offered near, and the first of each block far out. Without the setting, every start is offered."""
    assert starts(choices(projects=[project("P")])) == [0, 1, 2, 3, 6]
    assert starts(choices({"planning": {}}, projects=[project("P")])) == list(range(9))


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ({"first": 5, "last": 5}, [4]),  # its only start lies in the midst of a block
        ({"first": 5, "last": 8}, [4, 6]),
        ({"first": 3, "last": 9, "deadline": date(2027, 8, 31)}, [2, 3, 6]),
        ({"first": 6, "last": 6, "status": "in_flight"}, [5]),
    ],
)
def test_a_window_keeps_its_earliest_start_in_each_block(window, expected):
    """No project loses its last option by planning in blocks."""
    assert starts(choices(projects=[project("P", **window)])) == expected


def test_a_start_that_was_decided_on_stays():
    """P is approved for May, so May is offered to P beside the first start of the block, and to no other project."""
    decided = {"project_id": "P", "decision": "approve", "start_period": date(2027, 5, 1), "decided_by": "board", "reason": "."}
    found = choices(projects=[project("P"), project("Q")], decisions=[decided])
    assert starts(found) == [0, 1, 2, 3, 4, 6]
    assert starts(found, "Q") == [0, 1, 2, 3, 6]
    assert found.approved.rows() == [("P", "full", 4)]


@pytest.mark.parametrize("kind", ["finish_to_start", "start_to_start", "requires"])
def test_who_waits_for_another_keeps_every_start(kind):
    """P may be ready for Q in the middle of a block. A project that only requires Q does not wait for it."""
    row = {"from_project_id": "P", "to_project_id": "Q", "type": kind}
    found = choices(projects=[project("P"), project("Q")], dependencies=[row])
    assert starts(found) == ([0, 1, 2, 3, 6] if kind == "requires" else list(range(9)))
    assert starts(found, "Q") == [0, 1, 2, 3, 6]


@pytest.mark.parametrize("mandate", ["regulatory", None])
def test_what_must_be_in_the_plan_keeps_every_start(mandate):
    """People or money may be there in one month only, so a mandate must not become impossible because starts are offered by
    block.
    """
    found = choices(projects=[project("P", mandate=mandate, mandate_reason="law"), project("Q")])
    assert starts(found) == (list(range(9)) if mandate else [0, 1, 2, 3, 6])
    assert starts(found, "Q") == [0, 1, 2, 3, 6]


@pytest.mark.parametrize(
    ("count", "strict", "most", "weights"),
    [
        ("starts", False, 3, {3: 1, 6: 0, 2: 0}),  # one a month is three a quarter
        ("starts", True, 3, {3: 1, 6: 0, 2: 0}),  # starts are planned by block all the same
        ("active", False, 3, {3: 2, 2: 1, 6: 0}),  # two months of work each: from April two in the block, from March one
        ("active", True, 1, {3: 1, 2: 1, 6: 0}),
    ],
)
def test_rules_of_flow_count_over_the_block(count, strict, most, weights):
    """At most one project of a theme a month means at most three over the block of three months that begins in April."""
    rule = {"name": "r", "owner": "o", "attribute": "theme", "count": count, "at_most": 1}
    modes = [{"project_id": p, "mode_id": "full", "duration_periods": 2} for p in "ABCD"]
    found = choices(
        {"rules": {"flow": [rule]}, "planning": {"fine_periods": 3, "coarse_is_strict": strict}},
        projects=[project(p, theme="t") for p in "ABCD"], modes=modes,
    )  # fmt: skip
    label = "r: t, 2027-04" + (" to 2027-06" if most == 3 else "")
    [limit] = found.limits.filter(pl.col("label") == label)["limit_id"]
    assert found.limits.filter(pl.col("limit_id") == limit)["upper"].item() == most
    own = found.limit_terms.filter((pl.col("limit_id") == limit) & (pl.col("project_id") == "A"))
    assert {start: dict(own.select("start_index", "weight").iter_rows()).get(start, 0) for start in weights} == weights
    near = found.limits.filter(pl.col("label") == "r: t, 2027-01")
    assert near["upper"].to_list() == [1]


def test_strict_holds_people_to_every_period():
    """With coarse_is_strict, starts are offered by block and people are counted by period."""
    strict = choices({"planning": {"fine_periods": 3, "coarse_is_strict": True}}, projects=[project("P")])
    assert starts(strict) == [0, 1, 2, 3, 6]
    assert strict.grain.is_empty()
    assert choices(projects=[project("P")]).grain["block_index"].to_list() == [3, 3, 3, 6, 6, 6]


def test_people_of_a_block_lose_the_same_value_whenever_they_are_bought():
    """At 8 % a year, waiting a month is worth something. Month by month, overtime then loses more value than contractors who
    cost a little more a month later, so that the offers have no order. Within a block both are discounted from its first
    month, and the cheaper offer also loses less value.
    """
    rows = [
        {"role_id": "R", "period_start": month, "milli_fte_gross": 0, "overtime_max": 1000, "overtime_cost_minor": 1_000_000 + 1000 * i,
         "contractor_max": 1000, "contractor_cost_minor": 1_009_000 - 1000 * i}
        for i, month in enumerate(JANUARY_ON[:9])
    ]  # fmt: skip
    tables = tables_of(capacity=rows)
    offers = elastic_offers(tables, settings(3))
    block = offers.filter(pl.col("period_index").is_between(3, 5)).sort("step_cost_minor")
    assert block["step_loss"].is_sorted()
    assert block["step_cost_minor"].n_unique() > 2
    build_problem({"elastic": offers, "grain": planning_blocks(settings(3))})
    alone = elastic_offers(tables, settings(None)).filter(pl.col("period_index").is_between(3, 5)).sort("step_cost_minor")
    assert not alone["step_loss"].is_sorted()


def test_a_plan_is_checked_again_period_by_period():
    """A block of April to June with 1,000 a month: 1,500 are used in April, of which 100 are bought, 900 in May, and 7 in June,
    for which no capacity is stated. March is in no block.
    """
    key = ["project_id", "mode_id", "start_index"]
    lines = [("P", "full", 0, "R", 2, 5000), ("P", "full", 0, "R", 3, 1000), ("Q", "full", 3, "R", 3, 500), ("Q", "full", 3, "R", 4, 900), ("Q", "full", 3, "R", 5, 7), ("out", "full", 0, "R", 4, 9999)]  # fmt: skip
    demand = pl.DataFrame(lines, schema=[*key, "role_id", "period_index", "milli_fte"], orient="row")
    capacity = pl.DataFrame([("R", t, 1000) for t in range(5)], schema=["role_id", "period_index", "milli_fte"], orient="row")
    chosen = pl.DataFrame([("P", "full", 0), ("Q", "full", 3)], schema=key, orient="row")
    bought = pl.DataFrame([("R", 3, 40), ("R", 3, 60)], schema=["role_id", "period_index", "milli_fte"], orient="row")
    frames = {"grain": planning_blocks(settings(3)), "demand": demand, "capacity": capacity}
    found = overloads_within_blocks(frames, chosen, bought)
    assert found.rows() == [("R", 3, 3, 5, 1000, 100, 1500, 400), ("R", 5, 3, 5, 0, 0, 7, 7)]
    assert overloads_within_blocks({**frames, "grain": planning_blocks(settings(None))}, chosen, bought).is_empty()


def test_blocks_in_words_and_in_sums():
    """A block has a name for people, and amounts are summed over it."""
    words = period_namer(settings(3))
    assert [words(2), words(3)] == ["2027-03", "2027-04 to 2027-06 together"]
    assert period_namer(settings(3, coarse_is_strict=True))(3) == "2027-04"
    assert block_spans(planning_blocks(settings(4)), 9) == [(0, 0), (1, 1), (2, 2), (3, 3), (4, 5), (6, 8)]
    assert blocks_of_people(settings(3, coarse_is_strict=True)).is_empty()
    frame = pl.DataFrame({"role_id": ["R", "R", "S", "R"], "period_index": [3, 4, 4, 2], "milli_fte": [1, 2, 4, 8]})
    assert summed_by_block(frame, planning_blocks(settings(3)), "milli_fte").rows() == [("R", 3, 3), ("S", 3, 4), ("R", 2, 8)]
