"""The headline's lines about people."""

import polars as pl

from cutline.reports.headline.people_lines import busiest_role, limits_exceeded, within_blocks
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from

USE = pl.DataFrame(
    [("B", "FY2027-Q1", 0, 9_050), ("A", "FY2027-Q2", 1, 9_050), ("A", "FY2027-Q1", 0, None)],
    schema=["role_id", "period", "period_index", "utilisation_bp"], orient="row",
)  # fmt: skip


def test_the_busiest_role_uses_most_of_its_capacity():
    """Of two that are equally busy the first by name; a role whose use is unknown is not compared."""
    assert busiest_role(USE) == "A in FY2027-Q2: 90.5 % of its capacity"
    assert busiest_role(USE.filter(pl.col("utilisation_bp").is_null())) == "no people in this plan"


def test_blocks_are_mentioned_only_where_periods_are_planned_together():
    """None, one and two overloads."""
    coarse = settings_from({"planning": {"fine_periods": 1, "coarse_periods": 2}})
    words = [within_blocks(pl.DataFrame({"role_id": ["A"] * count}), coarse)[0][1] for count in range(3)]
    assert words == [
        "from FY2027-Q2 on; every period by itself has enough people",
        "from FY2027-Q2 on; 1 role and period exceeds its capacity: work must move within its block",
        "from FY2027-Q2 on; 2 roles and periods exceed their capacity: work must move within its block",
    ]
    assert within_blocks(pl.DataFrame({"role_id": ["A"]}), Settings()) == []


def test_the_headline_names_the_limits_that_the_plan_exceeds():
    """Five of them in words, and the number of the others; or that there is none."""
    assert limits_exceeded(pl.DataFrame({"text": [f"skill {i}" for i in range(7)]})).endswith("skill 3; skill 4; and 2 more")
    assert limits_exceeded(pl.DataFrame(schema={"text": pl.String})).startswith("none: no role, unit, skill or fund")
