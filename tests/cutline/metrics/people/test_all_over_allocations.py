"""Over-allocated roles, units and skills, with the people whom the plan buys."""

import polars as pl
import pytest

from cutline.metrics.people.all_over_allocations import PeopleOfNight, all_over_allocations
from cutline.metrics.people.supply_and_demand import VIEWS, loads, skill_supply
from tests.cutline.few_projects import table
from tests.cutline.metrics.people.rows import KEY, MONTHS, demand, options, required, supply

NOBODY = pl.LazyFrame(schema={"role_id": pl.String, "period_index": pl.Int64, "milli_fte": pl.Int64})


def found(register: list[dict], bought: pl.LazyFrame = NOBODY) -> list[tuple]:
    """P needs three people of role R, of unit U, with the skill pipes, in January 2027. Two are employed."""
    needs, ways = demand(("P", 0, "R", 0, 3_000)), options(("P", 0, 1))
    asked = loads(needs, ways, required(), ways.select(KEY))
    skills = asked.with_columns(skill=pl.lit("pipes"))
    there = supply({"role_id": "R", "month": 1, "milli_fte_gross": 2_000, "unit": "U"})
    people = PeopleOfNight(there, asked, bought, skill_supply(table("people", *register).lazy(), MONTHS), skills)
    rows = all_over_allocations(people, needs, ways).collect()
    assert set(rows["view"]) <= set(VIEWS)
    return rows.filter(pl.col("view") == "planned").select("kind", "role_id", "peak_milli_fte", "project_ids").rows()


def person(name: str, fte: int | None, skill: str = "pipes") -> dict:
    return {"person_id": name, "skill": skill, "milli_fte": fte}


def test_a_skill_over_its_people_is_told_beside_its_role_and_unit():
    """Role and unit lack one person, the skill lacks 1.5."""
    assert found([person("a", 1_500)]) == [
        ("role", "R", 1_000, ["P"]),
        ("skill", "pipes", 1_500, ["P"]),
        ("unit", "U", 1_000, ["P"]),
    ]


def test_people_who_are_bought_are_people_of_their_role_and_unit():
    """One more of role R: role and unit suffice. The skill of a person who is bought is not known."""
    bought = pl.LazyFrame({"role_id": ["R"], "period_index": [0], "milli_fte": [1_000]})
    assert found([person("a", 1_500)], bought) == [("skill", "pipes", 1_500, ["P"])]
    assert found([person("a", 3_000)], bought) == []


@pytest.mark.parametrize(
    ("register", "over"),
    [
        ([], []),  # no register, no statement about skills
        ([person("a", None)], []),  # unknown is not nobody
        ([person("a", 1_000, "pumps")], [3_000]),  # a register in which nobody has the skill
    ],
)
def test_a_skill_is_over_only_if_its_people_are_known(register, over):
    """The people of role and unit are known in every case."""
    assert [row[2] for row in found(register) if row[0] == "skill"] == over
