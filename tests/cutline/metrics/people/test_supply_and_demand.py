"""The people there are, and what projects need of them."""

from datetime import date

import polars as pl

from cutline.contracts.tables.all_tables import conform
from cutline.metrics.people.supply_and_demand import skill_demand, skill_supply, with_unit
from cutline.metrics.people.utilisation import utilisation_by
from tests.cutline.metrics.people.rows import MONTHS, asked_by_all, demand, options, supply


def test_capacity_outside_the_horizon_is_left_out():
    """The periods 0 to 3 are January to April."""
    there = supply(*({"role_id": "R", "month": month, "milli_fte_gross": month} for month in (1, 4, 5)))
    assert there.select("period_index", "gross_milli_fte").collect().rows() == [(0, 1), (3, 4)]


def test_a_role_counts_under_the_unit_of_the_period_or_its_only_one():
    """R moves from IT to HR and states it each month. S states HR once. T states no unit and forms a group of its own."""
    there = supply(
        {"role_id": "R", "month": 1, "milli_fte_gross": 1_000, "unit": "IT"},
        {"role_id": "R", "month": 2, "milli_fte_gross": 1_000, "unit": "HR"},
        {"role_id": "S", "month": 1, "milli_fte_gross": 3_000, "unit": "HR"},
        {"role_id": "S", "month": 2, "milli_fte_gross": 3_000, "unit": None},
        {"role_id": "T", "month": 1, "milli_fte_gross": 7_000, "unit": None},
    )
    asked = asked_by_all(demand(("P", 0, "R", 0, 500), ("P", 0, "S", 1, 2_000)), options(("P", 0, 1)))
    found = utilisation_by(with_unit(there, there), with_unit(asked, there), "unit")
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
    """A person available from 2 January to 31 March counts in February and March.

    A person of unknown extent makes the skill unknown meanwhile.
    """
    there = people(
        ("a", "sql", 1_000, date(2027, 1, 2), date(2027, 3, 31)),
        ("b", "sql", 500, None, None),
        ("c", "law", None, date(2027, 2, 1), date(2027, 2, 28)),
    )
    found = skill_supply(there, MONTHS).select("skill", "period_index", "capacity_milli_fte").collect()
    by_skill = {skill: rows["capacity_milli_fte"].to_list() for (skill,), rows in found.group_by("skill")}
    assert by_skill == {"sql": [500, 1_500, 1_500, 500], "law": [0, None, 0, 0]}


def test_need_of_a_skill_follows_the_start_and_the_mode():
    """A line without a mode applies to every mode, and a dated line stays at its date.

    Lines without a skill or beyond the horizon are left out.
    """
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
