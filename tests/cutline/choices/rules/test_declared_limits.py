"""Rules declared in portfolio.toml, from the settings to the plan: portfolios small enough to solve by hand."""

from datetime import date

import polars as pl
import pytest

from cutline.contracts.tables.all_tables import EXPORTED
from cutline.errors import SettingsError
from cutline.settings.loading import settings_from
from optimizer.problem.building import build_problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.cutline.choices.solving import choices_of, verified_plan
from tests.cutline.few_projects import tables_of

# Cost and value of each project; A and B are green, C is not, D says nothing.
PROJECTS = {"A": (100, 50, "green"), "B": (100, 40, "green"), "C": (200, 30, "grey"), "D": (100, 20, None)}
OWNER = {"name": "the rule", "owner": "board"}


def choices(rules: dict, *, success: dict[str, int] | None = None, starts: int = 1):
    rows: dict[str, list[dict]] = {name: [] for name in EXPORTED}
    for p, (cost, value, theme) in PROJECTS.items():
        window = {"earliest_start": date(2027, 1, 1), "latest_start": date(2026 + starts, 1, 1)}
        rows["projects"].append({"project_id": p, "name": p, "status": "proposed", "theme": theme, **window})
        rows["modes"].append(
            {"project_id": p, "mode_id": "full", "duration_periods": 1, "success_probability_bp": (success or {}).get(p)}
        )
        rows["cost_lines"].append(
            {"project_id": p, "period_offset": 0, "cost_class": "capex", "kind": "plan", "amount_minor": cost}
        )
        gain = (cost + value) * 10_000 // ((success or {}).get(p) or 10_000)
        rows["benefits"].append({"project_id": p, "period_offset": 0, "category": "revenue", "amount_minor": gain})
    rows["funds"] = [{"fund_id": "F", "cost_class": "capex", "fiscal_year": y, "amount_minor": 1000} for y in (2027, 2028)]
    tables = tables_of(**rows)
    raw = {"calendar": {"grain": "year", "periods": 2}, "finance": {"discount_rate_bp": 0}, "rules": rules}
    return choices_of(tables, settings_from(raw))


def selected(rules: dict, **rest) -> str:
    """The chosen projects as one word; the plan is verified."""
    found = choices(rules, **rest)
    plan = verified_plan(found.frames())
    return "".join(c.project_id for c in plan.chosen)


GREEN = {**OWNER, "attribute": "theme", "values": ["green"]}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({}, "ABCD"),
        ({"groups": [{**GREEN, "at_most": 1}]}, "ACD"),  # the better of the green ones
        ({"groups": [{**OWNER, "projects": ["A", "B", "C"], "exactly": 1}]}, "AD"),
        ({"groups": [{**GREEN, "at_most": 1}, {**OWNER, "projects": ["B"], "at_least": 1}]}, "BCD"),
        ({"shares": [{**GREEN, "at_most_bp": 4000}]}, "ABCD"),  # 200 of 500 is 40 %
        ({"shares": [{**GREEN, "at_most_bp": 3999}]}, "ACD"),  # a hair less: 100 of 400
        ({"shares": [{**GREEN, "at_least_bp": 5000}]}, "ABCX"),  # 200 of 400 with C, worth more than with D
        ({"shares": [{**GREEN, "of": "budget", "at_most_bp": 999}]}, "ACD"),  # 199.8 of 2,000: only one of them fits
        ({"shares": [{**GREEN, "of": "budget", "at_most_bp": 1000}]}, "ABCD"),
        ({"shares": [{**OWNER, "projects": ["C"], "at_least_bp": 10_000}]}, "C"),
    ],
)  # fmt: skip
def test_groups_and_shares(rules, expected):
    """Rules count a group, or its share of the spend or of the budget. D, whose theme is unknown, is in no group."""
    assert selected(rules) == expected.replace("X", "")


def test_an_average_of_risk_is_weighted_by_spend():
    """C, 200 of 500, fails with 40 %: 16 % on average. A limit of 16 % allows it, one of 15.99 % does not."""
    risky = {"C": 6000}
    assert selected({"risk": [{**OWNER, "at_most_bp": 1600}]}, success=risky) == "ABCD"
    assert selected({"risk": [{**OWNER, "at_most_bp": 1599}]}, success=risky) == "ABD"


def test_work_is_spread_over_time():
    """With one green start a year and two years, both green projects run, one after the other. A project without a theme does
    not count.
    """
    rule = {"flow": [{**OWNER, "attribute": "theme", "count": "starts", "at_most": 1}]}
    assert selected(rule) == "ACD"
    assert selected(rule, starts=2) == "ABCD"
    assert selected({"flow": [{**rule["flow"][0], "count": "active"}]}, starts=2) == "ABCD"


def test_rules_that_cannot_be_kept_are_named():
    """At least two and at most one of the green projects: the failure names one of the two rules."""
    rules = {"groups": [{**GREEN, "name": "two green", "at_least": 2}, {**GREEN, "name": "one green", "at_most": 1}]}
    found = solve(build_problem(choices(rules).frames()), Limits())
    assert isinstance(found, Failed)
    assert [each.label for each in found.broken] in (["two green"], ["one green"])


@pytest.mark.parametrize(
    "rules",
    [
        {"groups": [{"name": "x", "projects": ["A"], "at_most": 1}]},  # nobody owns it
        {"groups": [{**OWNER, "at_most": 1}]},  # of whom
        {"groups": [{**OWNER, "projects": ["A"]}]},  # how many
        {"groups": [{**OWNER, "attribute": "theme", "at_most": 1}]},  # which theme
        {"groups": [{**OWNER, "projects": ["A"], "exactly": 1, "at_most": 2}]},
        {"groups": [{**OWNER, "attribute": "colour", "values": ["red"], "at_most": 1}]},
        {"shares": [GREEN]},  # what share
        {"shares": [{**GREEN, "at_most_bp": 10_001}]},
        {"flow": [{**OWNER, "attribute": "sponsor", "count": "finishes", "at_most": 1}]},
    ],
)
def test_rules_that_say_nothing_clear_are_refused(rules):
    """Every rule needs an owner, members and a limit."""
    with pytest.raises(SettingsError):
        settings_from({"rules": rules})


def test_sums_too_large_for_whole_numbers_are_refused():
    """Weights that do not fit into 64 bits are refused and never wrapped around."""
    from cutline.choices.rules.declared_limits import LimitInputs, declared_limits
    from cutline.contracts.calendar import Calendar

    one = pl.DataFrame(
        {
            "project_id": ["A"],
            "mode_id": ["m"],
            "start_index": [0],
            "finish_index": [1],
            "success_bp": [1],
            "spend_minor": [10**15],
            "theme": ["green"],
        }
    )
    rules = settings_from({"rules": {"shares": [{**GREEN, "at_most_bp": 1}]}}).rules
    with pytest.raises(SettingsError):
        declared_limits(rules, LimitInputs(one, 10, Calendar("year", date(2027, 1, 1), 1), {}))
