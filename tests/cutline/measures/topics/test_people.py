"""People before and after the plan, from canonical tables and the options of the plan."""

from datetime import date

import polars as pl
import pytest

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
