"""People before and after the plan, from canonical tables and the options of the plan."""

from datetime import date

import polars as pl
import pytest

from cutline.measures.set_aside import ASIDE_SCHEMA, NOTHING_SET_ASIDE, SetAside
from cutline.measures.topics.people import people_metrics
from cutline.settings.loading import settings_from
from tests.cutline.few_projects import tables_of

KEY = {"project_id": pl.String, "mode_id": pl.String, "start_index": pl.Int64}


@pytest.mark.parametrize(("objective", "relief"), [("value", ("move", 1)), ("score", (None, None))])
def test_a_later_start_is_a_relief_where_values_are_money(objective, relief):
    """Two people, three needed in 2027: starting P a year later loses 1. Points that a later start loses have no price."""
    capacity = [{"role_id": "R", "period_start": date(year, 1, 1), "milli_fte_gross": 2000} for year in (2027, 2028)]
    options = [("P", "m", 0, 5), ("P", "m", 1, 4), ("Q", "m", 0, 9)]
    demand = [("P", "m", 0, "R", 0, 1000), ("P", "m", 1, "R", 1, 1000), ("Q", "m", 0, "R", 0, 2000)]
    choices = {
        "left_out": pl.DataFrame(schema={"project_id": pl.String, "code": pl.String}),
        "options": pl.DataFrame(options, schema=KEY | {"value": pl.Int64}, orient="row"),
        "requirements": pl.DataFrame(schema={"project_id": pl.String}),
        "demand": pl.DataFrame(
            demand, schema=KEY | {"role_id": pl.String, "period_index": pl.Int64, "milli_fte": pl.Int64}, orient="row"
        ),
    }
    chosen = pl.DataFrame([("Q", "m", 0)], schema=KEY, orient="row")
    given = {"calendar": {"grain": "year", "horizon_start": date(2027, 1, 1), "periods": 2}, "planning": {"objective": objective}}
    found = people_metrics(tables_of(capacity=capacity), choices, chosen, settings_from(given))
    assert found["over_allocations"].select("view", "relief_kind", "relief_cost_minor").rows() == [("asked", *relief)]
    assert found["utilisation_roles"]["utilisation_bp"].to_list() == [10_000, 0]


def test_a_person_that_could_not_be_read_leaves_every_skill_unknown():
    """The row may be of any skill. One candidate could not be planned, and every row says so."""
    options = pl.DataFrame(schema=KEY | {"value": pl.Int64})
    choices = {
        "options": options,
        "requirements": pl.DataFrame(schema={"project_id": pl.String}),
        "demand": pl.DataFrame(schema=KEY | {"role_id": pl.String, "period_index": pl.Int64, "milli_fte": pl.Int64}),
        "left_out": pl.DataFrame({"project_id": ["P", "Q"], "code": ["data", "window"]}),
    }
    tables = tables_of(people=[{"person_id": "a", "skill": "pipes", "milli_fte": 1000}])
    given = settings_from({"calendar": {"grain": "year", "horizon_start": date(2027, 1, 1), "periods": 1}})
    lost = {"table": "people", "column": None, "project_id": None, "because": "people.csv row 2"}
    aside = SetAside(pl.DataFrame([lost], schema=ASIDE_SCHEMA))
    known, unknown = (
        people_metrics(tables, choices, options.select(*KEY), given, each)["utilisation_skills"]
        for each in (NOTHING_SET_ASIDE, aside)
    )
    assert known.select("skill", "capacity_milli_fte", "unplanned").rows() == [("pipes", 1000, 1)]
    assert unknown.select("skill", "capacity_milli_fte").rows() == [("pipes", None)]
