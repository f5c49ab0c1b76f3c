"""People: how busy they are, where they are too few, and the cheapest way out, worked out by hand."""

import doctest
from datetime import date
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutline.contracts.calendar import Calendar
from cutline.contracts.tables.all_tables import conform
from cutline.measures.dictionary import entry
from cutline.metrics import aggregates as known
from cutline.metrics.people import over_allocation
from cutline.metrics.people import utilisation as resources
from cutline.metrics.people.over_allocation import NO_RELIEF, over_allocations
from cutline.metrics.people.supply_and_demand import VIEWS, loads, of_unit, role_supply, skill_demand, skill_supply
from cutline.metrics.people.utilisation import utilisation, utilisation_by

MONTHS = Calendar("month", date(2027, 1, 1), 4)
LOADS = {"view": pl.String, "project_id": pl.String, "mode_id": pl.String, "start_index": pl.Int64, "role_id": pl.String, "period_index": pl.Int64, "milli_fte": pl.Int64}  # fmt: skip
OPTIONS = {"project_id": pl.String, "mode_id": pl.String, "start_index": pl.Int64, "value": pl.Int64}
KEY = ["project_id", "mode_id", "start_index"]


def capacity(*rows: dict) -> pl.LazyFrame:
    """Canonical capacity from rows with `role_id`, `month` and the columns that matter."""
    dated = [{"period_start": date(2027, row["month"], 1), **{k: v for k, v in row.items() if k != "month"}} for row in rows]
    schema = {"role_id": pl.String, "period_start": pl.Date} | dict.fromkeys(
        {k for row in dated for k in row} - {"role_id", "period_start", "unit"}, pl.Int64
    )
    return conform("capacity", pl.DataFrame(dated, schema_overrides=schema)).lazy()  # fmt: skip


def supply(*rows: dict) -> pl.LazyFrame:
    return role_supply(capacity(*rows), MONTHS)


def demand(*rows: tuple) -> pl.LazyFrame:
    """Demand of options from (project, start, role, period, milli_fte); every mode is m."""
    schema = {name: LOADS[name] for name in (*KEY, "role_id", "period_index", "milli_fte")}
    return pl.LazyFrame([(p, "m", s, r, t, m) for p, s, r, t, m in rows], schema=schema, orient="row")


def options(*rows: tuple) -> pl.LazyFrame:
    """Options from (project, start, value); every mode is m."""
    return pl.LazyFrame([(p, "m", s, v) for p, s, v in rows], schema=OPTIONS, orient="row")


def required(*projects: str) -> pl.LazyFrame:
    return pl.LazyFrame({"project_id": projects}, schema={"project_id": pl.String})


def asked_by_all(needs: pl.LazyFrame, ways: pl.LazyFrame) -> pl.LazyFrame:
    """The asked view alone."""
    return loads(needs, ways, required(), ways.clear().select(KEY)).filter(pl.col("view") == "asked")


@pytest.mark.parametrize("module", [known, resources, over_allocation])
def test_the_examples_run(module):
    """Every worked example of the modules gives what it says."""
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed


@pytest.mark.parametrize("metric", [utilisation, utilisation_by, over_allocations])
def test_the_docstrings_name_every_column_and_its_origin(metric):
    """The dictionary page and the lineage are read from them."""
    empty = supply({"role_id": "R", "month": 1, "milli_fte_gross": 1, "unit": "U"})
    asked = asked_by_all(demand(), options())
    made = {
        utilisation: lambda: utilisation(empty, asked),
        utilisation_by: lambda: utilisation_by(of_unit(empty, empty), of_unit(asked, empty), "unit"),
        over_allocations: lambda: over_allocations(empty, asked, demand(), options()),
    }[metric]()
    told = entry(metric)
    assert {measure.name for measure in told.measures} == set(made.collect_schema().names())
    assert all(measure.inputs for measure in told.measures)


def test_utilisation_before_asked_and_after_by_hand():
    """Ten people, two on leave, four on the run: four for projects. Required P asks one, P and Q ask three, the plan takes Q alone: two."""
    there = supply({"role_id": "R", "month": 1, "milli_fte_gross": 10_000, "run_milli_fte": 4_000, "leave_milli_fte": 2_000})
    needs = demand(("P", 0, "R", 0, 1_000), ("P", 1, "R", 0, 9_000), ("Q", 0, "R", 0, 2_000))
    ways = options(("P", 0, 1), ("P", 1, 1), ("Q", 0, 1))
    chosen = ways.filter(pl.col("project_id") == "Q").select(KEY)
    found = utilisation(there, loads(needs, ways, required("P", "P"), chosen)).collect().row(0, named=True)
    assert [found[f"{view}_milli_fte"] for view in VIEWS] == [1_000, 3_000, 2_000]
    assert [found[name] for name in ("committed_bp", "asked_bp", "utilisation_bp")] == [2_500, 7_500, 5_000]
    assert (found["load_before_bp"], found["load_after_bp"]) == (6_250, 7_500)  # (4 + 1) / 8 and (4 + 2) / 8
    assert (found["gross_milli_fte"], found["capacity_milli_fte"]) == (10_000, 4_000)


def test_utilisation_of_nobody_is_not_a_number():
    """Null where there is no capacity, none left or none stated; a role nobody asks for is asked for nothing."""
    there = supply(
        {"role_id": "R", "month": 1, "milli_fte_gross": 0},
        {"role_id": "S", "month": 1, "milli_fte_gross": 1_000},
        {"role_id": "V", "month": 1, "milli_fte_gross": 1_000, "run_milli_fte": 3_000},
    )
    ways = options(("P", 0, 1))
    needs = demand(("P", 0, "R", 0, 500), ("P", 0, "T", 0, 5))
    found = utilisation(there, asked_by_all(needs, ways)).select("role_id", "capacity_milli_fte", "asked_milli_fte", "asked_bp")
    assert found.collect().rows() == [("R", 0, 500, None), ("S", 1_000, 0, 0), ("T", None, 5, None), ("V", -2_000, 0, None)]


def test_an_unknown_need_makes_the_load_unknown():
    """Not the sum of the rest; the period beside it stays known."""
    there = supply({"role_id": "R", "month": 1, "milli_fte_gross": 4}, {"role_id": "R", "month": 2, "milli_fte_gross": 4})
    needs = demand(("P", 0, "R", 0, None), ("Q", 0, "R", 0, 1), ("Q", 0, "R", 1, 1))
    found = utilisation(there, asked_by_all(needs, options(("P", 0, 1), ("Q", 0, 1)))).select("asked_milli_fte", "asked_bp")
    assert found.collect().rows() == [(None, None), (1, 2_500)]


def test_capacity_outside_the_horizon_is_left_out():
    """Periods 0 to 3 are January to April."""
    there = supply(*({"role_id": "R", "month": month, "milli_fte_gross": month} for month in (1, 4, 5)))
    assert there.select("period_index", "gross_milli_fte").collect().rows() == [(0, 1), (3, 4)]


def test_empty_frames_give_an_empty_answer_of_the_same_shape():
    """No capacity, no demand, no people."""
    nothing = role_supply(conform("capacity", pl.DataFrame()).lazy(), MONTHS)
    asked = asked_by_all(demand(), options())
    full = utilisation(supply({"role_id": "R", "month": 1, "milli_fte_gross": 1}), asked).collect()
    assert utilisation(nothing, asked).collect().schema == full.schema
    assert utilisation(nothing, asked).collect().is_empty()
    assert over_allocations(nothing, asked, demand(), options()).collect().is_empty()
    assert skill_supply(conform("people", pl.DataFrame()).lazy(), MONTHS).collect().is_empty()


def test_a_role_counts_under_the_unit_of_the_period_or_its_only_one():
    """R moves from IT to HR and says so each month; S says HR once; T says nothing and is kept apart."""
    there = supply(
        {"role_id": "R", "month": 1, "milli_fte_gross": 1_000, "unit": "IT"},
        {"role_id": "R", "month": 2, "milli_fte_gross": 1_000, "unit": "HR"},
        {"role_id": "S", "month": 1, "milli_fte_gross": 3_000, "unit": "HR"},
        {"role_id": "S", "month": 2, "milli_fte_gross": 3_000, "unit": None},
        {"role_id": "T", "month": 1, "milli_fte_gross": 7_000, "unit": None},
    )
    asked = asked_by_all(demand(("P", 0, "R", 0, 500), ("P", 0, "S", 1, 2_000)), options(("P", 0, 1)))
    found = utilisation_by(of_unit(there, there), of_unit(asked, there), "unit")
    assert found.select("unit", "period_index", "capacity_milli_fte", "asked_milli_fte", "asked_bp").collect().rows() == [
        (None, 0, 7_000, 0, 0),
        ("HR", 0, 3_000, 0, 0),
        ("HR", 1, 4_000, 2_000, 5_000),
        ("IT", 0, 1_000, 500, 5_000),
    ]


def people(*rows: tuple) -> pl.LazyFrame:
    names = ("person_id", "skill", "milli_fte", "available_from", "available_to")
    return conform("people", pl.DataFrame([dict(zip(names, row, strict=True)) | {"home_role": "R"} for row in rows])).lazy()


def test_people_count_in_the_periods_they_cover_whole():
    """One comes on 2 January and leaves on 31 March: February and March; an unknown extent makes the skill unknown while they are there."""
    there = people(
        ("a", "sql", 1_000, date(2027, 1, 2), date(2027, 3, 31)),
        ("b", "sql", 500, None, None),
        ("c", "law", None, date(2027, 2, 1), date(2027, 2, 28)),
    )
    found = skill_supply(there, MONTHS).select("skill", "period_index", "capacity_milli_fte").collect()
    by_skill = {skill: rows["capacity_milli_fte"].to_list() for (skill,), rows in found.group_by("skill")}
    assert by_skill == {"sql": [500, 1_500, 1_500, 500], "law": [0, None, 0, 0]}


def test_need_of_a_skill_follows_the_start_and_the_mode():
    """A line without a mode is in both, a dated line stays where it is, a line without a skill or outside the horizon is left out."""
    lines = pl.DataFrame(
        [
            ("P", None, "R", "sql", 1, None, 100),
            ("P", "m", "R", "sql", None, date(2027, 1, 1), 10),
            ("P", "n", "R", "sql", 0, None, 7),
            ("P", "m", "R", None, 0, None, 1_000),
            ("P", "m", "R", "sql", 9, None, 1_000),
        ],
        schema={"project_id": pl.String, "mode_id": pl.String, "role_id": pl.String, "skill": pl.String, "period_offset": pl.Int64, "period_start": pl.Date, "milli_fte": pl.Int64},
        orient="row",
    )  # fmt: skip
    placed = skill_demand(conform("demand", lines).lazy(), options(("P", 2, 1)), MONTHS)
    assert sorted(placed.select("skill", "period_index", "milli_fte").collect().rows()) == [("sql", 0, 10), ("sql", 3, 100)]
    asked = asked_by_all(placed, options(("P", 2, 1)))
    found = utilisation_by(skill_supply(people(("a", "sql", 200, None, None)), MONTHS), asked, "skill")
    assert found.select("asked_bp", "load_before_bp").collect().rows() == [(500, None), (0, None), (0, None), (5_000, None)]


RELIEF = {"overtime_max": 0, "overtime_cost_minor": 0, "contractor_max": 0, "contractor_cost_minor": 0, "hire_lead_periods": 0}


def two_people(**relief: int | None) -> pl.LazyFrame:
    """Role R with two people in each of the four months."""
    return supply(*({"role_id": "R", "month": m, "milli_fte_gross": 2_000, **RELIEF, **relief} for m in (1, 2, 3, 4)))


def over(there: pl.LazyFrame, needs: pl.LazyFrame, ways: pl.LazyFrame) -> list[dict]:
    return over_allocations(there, asked_by_all(needs, ways), needs, ways).collect().to_dicts()


def test_runs_of_periods_with_peak_total_and_causes():
    """Excess of 1 and 2 in periods 0 and 1, none in 2, one in 3: two runs; Q asks 6 FTE periods in the first, P only 1."""
    needs = demand(("P", 0, "R", 1, 1_000), ("Q", 0, "R", 0, 3_000), ("Q", 0, "R", 1, 3_000), ("Q", 0, "R", 2, 2_000), ("Q", 0, "R", 3, 3_000))  # fmt: skip
    first, second = over(two_people(), needs, options(("P", 0, 1), ("Q", 0, 1)))
    assert (first["first_index"], first["last_index"], first["periods"]) == (0, 1, 2)
    assert (first["peak_milli_fte"], first["excess_milli_fte_periods"]) == (2_000, 3_000)
    assert (first["project_ids"], first["projects"]) == (["Q", "P"], "Q 6.000, P 1.000 FTE periods")
    assert (second["first_index"], second["last_index"], second["peak_milli_fte"]) == (3, 3, 1_000)
    assert (first["relief_kind"], first["relief"], first["relief_cost_minor"]) == (None, NO_RELIEF, None)


def test_the_text_names_five_projects_and_counts_the_rest():
    """All seven are in the list, the largest first, equal ones by id."""
    needs = demand(*((p, 0, "R", 0, 1_000 + (p == "G")) for p in "ABCDEFG"))
    (found,) = over(two_people(), needs, options(*((p, 0, 1) for p in "ABCDEFG")))
    assert found["project_ids"] == ["G", "A", "B", "C", "D", "E", "F"]
    assert found["projects"] == "G 1.001, A 1.000, B 1.000, C 1.000, D 1.000 FTE periods and 2 more projects"


def test_every_view_has_its_own_runs():
    """The plan keeps to one of the two that all ask for; what is required is never over."""
    needs = demand(("P", 0, "R", 0, 2_000), ("Q", 0, "R", 0, 2_500))
    ways = options(("P", 0, 1), ("Q", 0, 1))
    chosen = ways.filter(pl.col("project_id") == "Q").select(KEY)
    found = over_allocations(two_people(), loads(needs, ways, required("P"), chosen), needs, ways)
    assert found.select("view", "peak_milli_fte").collect().rows() == [("asked", 2_500), ("planned", 500)]


@pytest.mark.parametrize(
    ("relief", "expected"),
    [
        ({"overtime_max": 500, "overtime_cost_minor": 1_001}, ("overtime", 501)),  # half an FTE at 1,001: 500.5, half up
        ({"overtime_max": 499, "overtime_cost_minor": 1}, (None, None)),  # a thousandth short
        ({"overtime_max": None, "overtime_cost_minor": 1}, (None, None)),  # an unknown limit is no promise
        ({"overtime_max": 500, "overtime_cost_minor": None}, (None, None)),  # an unknown price cannot be the cheapest
        ({"contractor_max": 500, "contractor_cost_minor": 400}, ("contractors", 200)),
        ({"contractor_max": 500, "contractor_cost_minor": 400, "hire_lead_periods": 1}, ("contractors", 200)),  # just in time
        ({"contractor_max": 500, "contractor_cost_minor": 400, "hire_lead_periods": 2}, (None, None)),  # too late
        ({"contractor_max": 500, "contractor_cost_minor": 400, "hire_lead_periods": None}, (None, None)),
        ({"overtime_max": 500, "overtime_cost_minor": 400, "contractor_max": 500, "contractor_cost_minor": 398}, ("contractors", 199)),
        ({"overtime_max": 500, "overtime_cost_minor": 400, "contractor_max": 500, "contractor_cost_minor": 400}, ("overtime", 200)),
    ],
)  # fmt: skip
def test_the_cheapest_of_overtime_and_contractors(relief, expected):
    """Half an FTE too much in period 1."""
    (found,) = over(two_people(**relief), demand(("P", 0, "R", 1, 2_500)), options(("P", 0, 1)))
    assert (found["relief_kind"], found["relief_cost_minor"]) == expected


def test_overtime_must_do_in_every_period_of_the_run():
    """Enough in the first period, not in the second."""
    there = supply(
        {"role_id": "R", "month": 1, "milli_fte_gross": 0, **RELIEF, "overtime_max": 1_000, "overtime_cost_minor": 10},
        {"role_id": "R", "month": 2, "milli_fte_gross": 0, **RELIEF, "overtime_max": 999, "overtime_cost_minor": 10},
    )
    needs = demand(("P", 0, "R", 0, 1_000), ("P", 0, "R", 1, 1_000))
    (found,) = over(there, needs, options(("P", 0, 1)))
    assert found["relief_kind"] is None
    (eased,) = over(there.with_columns(overtime_max=pl.lit(1_000, pl.Int64)), needs, options(("P", 0, 1)))
    assert (eased["relief"], eased["relief_cost_minor"]) == ("overtime of 2.000 FTE periods", 20)


def test_the_move_that_loses_least_wins():
    """P may wait one period for 300 or two for 200, Q one for 250: P waits two."""
    needs = demand(*((p, s, "R", s, 1_500) for p in "PQ" for s in (0, 1, 2)))
    ways = options(("P", 0, 1_000), ("P", 1, 700), ("P", 2, 800), ("Q", 0, 1_000), ("Q", 1, 750))
    (found,) = over(two_people(), needs, ways)
    assert (found["relief_kind"], found["relief"], found["relief_cost_minor"]) == ("move", "P starts 2 periods later", 200)


@pytest.mark.parametrize(
    ("needs", "ways"),
    [
        # Moving P from period 0 makes period 1, where Q already needs two, too full.
        ([("P", 0, 0, 1_000), ("P", 1, 1, 1_000), ("Q", 0, 0, 2_000), ("Q", 0, 1, 2_000)], [("P", 0, 9), ("P", 1, 8), ("Q", 0, 9)]),
        # P is not the only one too many: without it Q alone still asks for three.
        ([("P", 0, 0, 1_000), ("P", 1, 1, 1_000), ("Q", 0, 0, 3_000)], [("P", 0, 9), ("P", 1, 8), ("Q", 0, 9)]),
        # Shifting by one leaves the second period of a long need where it was.
        ([("P", 0, 0, 3_000), ("P", 0, 1, 3_000), ("P", 1, 1, 3_000), ("P", 1, 2, 3_000)], [("P", 0, 9), ("P", 1, 8)]),
        # An earlier start is not a later one.
        ([("P", 1, 1, 1_000), ("P", 0, 0, 1_000), ("Q", 0, 0, 2_000), ("Q", 0, 1, 2_000)], [("P", 0, 9), ("Q", 0, 9)]),
        # The value of the later start is unknown.
        ([("P", 0, 0, 3_000), ("P", 1, 1, 1_000)], [("P", 0, 9), ("P", 1, None)]),
    ],
)  # fmt: skip
def test_a_move_that_does_not_help_is_not_offered(needs, ways):
    """It must take away the whole excess and make no new one."""
    found = over(two_people(), demand(*((p, s, "R", t, m) for p, s, t, m in needs)), options(*ways))
    assert found
    assert all(row["relief_kind"] is None for row in found)


def test_a_plan_is_not_told_to_start_earlier():
    """P is planned for period 1, where it is too much; period 0 is free, but lies before; period 2 lies after."""
    needs = demand(*(("P", s, "R", s, 3_000 - 1_000 * (s != 1)) for s in (0, 1, 2)))
    ways = options(("P", 0, 9), ("P", 1, 9), ("P", 2, 1))
    planned = loads(needs, ways, required(), ways.filter(pl.col("start_index") == 1).select(KEY)).filter(
        pl.col("view") == "planned"
    )
    (found,) = over_allocations(two_people(), planned, needs, ways).collect().to_dicts()
    assert (found["relief"], found["relief_cost_minor"]) == ("P starts 1 period later", 8)
    (alone,) = over_allocations(two_people(), planned, needs, ways.filter(pl.col("start_index") < 2)).collect().to_dicts()
    assert alone["relief_kind"] is None


def test_a_move_need_not_mend_another_run():
    """Q is too much in period 3 whatever P does; moving P from 0 to 1 still frees period 0, and it even pays: the cost is negative."""
    needs = demand(("P", 0, "R", 0, 2_000), ("P", 1, "R", 1, 2_000), ("Q", 0, "R", 0, 1_000), ("Q", 0, "R", 3, 9_000))
    first, second = over(two_people(), needs, options(("P", 0, 5), ("P", 1, 12), ("Q", 0, 0)))
    assert (first["relief"], first["relief_cost_minor"]) == ("P starts 1 period later", -7)
    assert second["relief_kind"] is None


def test_nobody_there_is_no_capacity_and_run_load_is_not_a_project():
    """Without a capacity row all that is asked is too much; run load over what is employed leaves none, not less than none."""
    there = supply({"role_id": "R", "month": 1, "milli_fte_gross": 1_000, "run_milli_fte": 3_000, **RELIEF})
    needs = demand(("P", 0, "R", 0, 10), ("P", 0, "S", 0, 20))
    found = over(there, needs, options(("P", 0, 1)))
    assert [(row["role_id"], row["peak_milli_fte"]) for row in found] == [("R", 10), ("S", 20)]


def portfolio(seed: int) -> tuple[pl.LazyFrame, pl.LazyFrame, pl.LazyFrame]:
    """Capacity of three roles in two units, and the demand and options of up to eight projects with up to three starts."""
    random = Random(seed)
    there = [
        {"role_id": role, "month": month, "milli_fte_gross": random.randrange(4_000), "run_milli_fte": random.randrange(1_000), "unit": unit,
         "overtime_max": random.choice([None, 0, 2_000]), "overtime_cost_minor": 700, "contractor_max": 3_000, "contractor_cost_minor": 900, "hire_lead_periods": 1}
        for role, unit in (("A", "X"), ("B", "X"), ("C", "Y")) for month in (1, 2, 3, 4)
    ]  # fmt: skip
    starts = [(f"P{i}", s) for i in range(random.randrange(1, 9)) for s in range(random.randrange(1, 4))]
    needs = [(p, s, role, t, random.randrange(1, 2_000)) for p, s in starts for role in "ABC" for t in range(s, 4) if random.random() < 0.6]  # fmt: skip
    return supply(*there), demand(*needs), options(*((p, s, random.randrange(10**6)) for p, s in starts))


def shuffled(frame: pl.LazyFrame, seed: int) -> pl.LazyFrame:
    return frame.collect().sample(fraction=1, shuffle=True, seed=seed).lazy()


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_roles_add_up_to_their_unit_and_order_does_not_matter(seed):
    """The unit is the sum of its roles in every column of people; shuffled rows give the same frames."""
    there, needs, ways = portfolio(seed)
    asked = loads(needs, ways, required("P0"), ways.select(KEY).filter(pl.col("start_index") == 0))
    by_role = utilisation(there, asked)
    by_unit = utilisation_by(of_unit(there, there), of_unit(asked, there), "unit").collect()
    people_columns = [name for name in by_unit.columns if name.endswith("_milli_fte")]
    added = (
        of_unit(by_role, there).group_by("unit", "period_index").agg(pl.col(people_columns).sum()).sort("unit", "period_index")
    )
    assert added.collect().rows() == by_unit.select("unit", "period_index", *people_columns).rows()
    mixed = [shuffled(frame, seed) for frame in (there, asked, needs, ways)]
    assert utilisation(mixed[0], mixed[1]).collect().equals(by_role.collect())
    assert over_allocations(*mixed).collect().equals(over_allocations(there, asked, needs, ways).collect())


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_over_allocations_tell_of_every_excess_and_their_relief_relieves(seed):
    """Their sum is the excess of utilisation period by period, and a move offered does what it says when it is made."""
    there, needs, ways = portfolio(seed)
    asked = asked_by_all(needs, ways)
    found = over_allocations(there, asked, needs, ways).collect()
    excess = {
        (role, t): used - room
        for role, t, used, room in utilisation(there, asked).select("role_id", "period_index", "asked_milli_fte", "capacity_milli_fte").collect().iter_rows()
        if used > max(room, 0)
    }  # fmt: skip
    assert {
        (r, t) for r, a, b in found.select("role_id", "first_index", "last_index").iter_rows() for t in range(a, b + 1)
    } == set(excess)
    for row in found.filter(pl.col("relief_kind") == "move").to_dicts():
        project, delay = row["relief"].split()[0], int(row["relief"].split()[2])
        moved = asked_by_all(needs, ways.filter((pl.col("project_id") != project) | (pl.col("start_index") == delay)))
        left = over_allocations(there, moved, needs, ways).filter(pl.col("role_id") == row["role_id"]).collect()
        periods = {t for a, b in left.select("first_index", "last_index").iter_rows() for t in range(a, b + 1)}
        assert periods <= {t for role, t in excess if role == row["role_id"]} - set(
            range(row["first_index"], row["last_index"] + 1)
        )
