"""[rules.robust] and [rules.tail], from the settings to the plan: portfolios small enough to solve by hand."""

from datetime import date

import polars as pl
import pytest

from cutline.choices.options.building import build_choices
from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.errors import SettingsError
from cutline.settings.loading import settings_from
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify

OWNER = {"name": "the reserve", "owner": "cfo"}
# Value; lines of cost: class, amount, high.
PROJECTS = {
    "A": (50, [("capex", 100, 160), ("opex", 10, None)]),
    "B": (40, [("capex", 100, None), ("opex", 11, None)]),
    "C": (30, [("capex", 100, 90)]),  # out of order: no range
}


def choices(rules: dict, *, budget: int = 1000, order: int = 1, benefit_range: tuple[int, int] | None = None, **sections):
    rows: dict[str, list[dict]] = {name: [] for name in EXPORTED}
    for p, (value, lines) in list(PROJECTS.items())[::order]:
        window = {"earliest_start": date(2027, 1, 1), "latest_start": date(2028, 1, 1)}
        rows["projects"].append({"project_id": p, "name": p, "status": "proposed", **window})
        rows["modes"].append({"project_id": p, "mode_id": "full", "duration_periods": 1})
        for kind, amount, high in lines:
            rows["cost_lines"].append(
                {
                    "project_id": p,
                    "period_offset": 0,
                    "cost_class": kind,
                    "kind": "plan",
                    "amount_minor": amount,
                    "high_minor": high,
                }
            )
        gain = sum(amount for _, amount, _ in lines) + value
        low, high = benefit_range or (0, 0)
        ends = {"low_minor": gain + low, "high_minor": gain + high} if benefit_range and p != "C" else {}
        rows["benefits"].append({"project_id": p, "period_offset": 0, "category": "revenue", "amount_minor": gain, **ends})
    rows["funds"] = [
        {"fund_id": "F", "cost_class": kind, "fiscal_year": 2027, "amount_minor": amount}
        for kind, amount in (("capex", budget), ("opex", 1000))
    ]
    tables = {name: conform(name, pl.DataFrame(found, infer_schema_length=None)) for name, found in rows.items()}
    raw = {"calendar": {"grain": "year", "periods": 2}, "finance": {"discount_rate_bp": 0}, "rules": rules, **sections}
    return build_choices(tables, pl.DataFrame(schema=QUARANTINE_SCHEMA), settings_from(raw))


def selected(found) -> str:
    plan = solve(build_problem(found.frames()), Limits())
    assert isinstance(plan, Plan)
    assert verify(found.frames(), plan).passed
    return "".join(c.project_id for c in plan.chosen)


def test_nothing_is_protected_by_default():
    """No rule, no rows; gamma 0 is the same."""
    for rules in ({}, {"robust": {**OWNER, "deviation_bp": 2000}}):
        found = choices(rules)
        assert all(frame.is_empty() for frame in (found.robust, found.deviations, found.tail, found.scenarios))


def test_a_line_may_come_as_dear_as_its_high_amount_else_by_the_share():
    """A: 60 more of capex as it states, 20 % of 10 opex; B: 20 % of 100 and of 11, rounded up; C states a high amount below the amount."""
    found = choices({"robust": {**OWNER, "gamma": 1, "deviation_bp": 2000}})
    assert found.robust.rows() == [("the reserve", "cfo", 1)]
    first = found.deviations.filter(pl.col("start_index") == 0).drop("mode_id", "start_index")
    assert first.rows() == [("A", "capex", 2027, 60), ("A", "opex", 2027, 2), ("B", "capex", 2027, 20), ("B", "opex", 2027, 3)]
    capex = choices({"robust": {**OWNER, "gamma": 1, "deviation_bp": 2000, "classes": ["capex"]}}).deviations
    assert set(capex["cost_class"]) == {"capex"}


@pytest.mark.parametrize(
    ("gamma", "budget", "expected"), [(0, 200, "AB"), (1, 260, "AB"), (1, 259, "BC"), (2, 280, "AB"), (2, 279, "AC")]
)
def test_the_plan_is_funded_when_projects_come_in_dear(gamma, budget, expected):
    """A may cost 160, B 120, C 100."""
    assert selected(choices({"robust": {**OWNER, "gamma": gamma, "deviation_bp": 2000}}, budget=budget)) == expected


TAIL = {**OWNER, "floor_minor": 0, "level_bp": 7500, "scenarios_log2": 4}


def test_scenarios_spread_around_the_value_and_are_the_same_for_every_start():
    """A and B bring 40 less to 40 more; C has no range. Sixteen scenarios of which four are the worst; twice the same draws, in any order of the rows."""
    found, again = (choices({"tail": TAIL}, benefit_range=(-40, 40), order=order) for order in (1, -1))
    [(label, owner, worst, floor)] = found.tail.rows()
    assert (owner, worst, floor) == ("cfo", 4, 0)
    assert label == "the reserve: the worst 4 of 16 scenarios are worth 0.00 or more on average"
    assert found.scenarios.equals(again.scenarios)
    drawn = found.scenarios.pivot(on="project_id", index=["scenario", "start_index"], values="value").sort(
        "start_index", "scenario"
    )
    by_start = [part.drop("start_index") for part in drawn.partition_by("start_index")]
    assert by_start[0].equals(by_start[1])  # undiscounted: bad luck is no matter of the start
    assert drawn["C"].unique().to_list() == [30]
    assert drawn["A"].is_between(10 - 61, 90).all()
    assert drawn["A"].n_unique() > 8
    assert not choices({"tail": TAIL}, benefit_range=(-40, 40), uncertainty={"seed": 1}).scenarios.equals(found.scenarios)


def test_a_chance_of_success_strikes_or_does_not():
    """With nothing uncertain but success, a scenario has the whole benefit or none of it."""
    import cutline.choices.rules.value_scenarios as module

    lines = pl.DataFrame(
        [("P", "full", 0, "cost", None, 100, None, 10_000, None), ("P", "full", 0, "benefit", None, 300, None, 5000, None)], orient="row",
        schema={"project_id": pl.String, "mode_id": pl.String, "start_index": pl.Int64, "side": pl.String, "low_minor": pl.Int64, "likely_minor": pl.Int64, "high_minor": pl.Int64, "success_bp": pl.Int64, "driver": pl.String},
    )  # fmt: skip
    options = pl.DataFrame({"project_id": ["P", "Q"], "mode_id": ["full"] * 2, "start_index": [0, 0], "value": [50, 7]})
    found = module.scenario_values(options, lines, settings_from({"rules": {"tail": TAIL}}))
    worth = found.filter(pl.col("project_id") == "P")["value"].value_counts().sort("value")
    assert worth.rows() == [(-100, 8), (200, 8)]  # a Sobol sequence halves exactly
    assert found.filter(pl.col("project_id") == "Q")["value"].unique().to_list() == [7]  # not drawn


def test_a_floor_makes_the_plan_take_what_is_certain():
    """Two can be paid. A and B are worth 90 together and C 30, but C is certain."""
    wide = (-300, 300)
    assert selected(choices({}, budget=200, benefit_range=wide)) == "AB"
    assert "C" in selected(choices({"tail": {**TAIL, "floor_minor": 20}}, budget=200, benefit_range=wide))


def test_a_tail_of_scores_is_refused():
    """Scenarios are of money."""
    with pytest.raises(SettingsError):
        settings_from({"planning": {"objective": "score"}, "rules": {"tail": TAIL}})
