"""The other plausible values that the findings of single rules allow."""

import polars as pl

from data_quality.effects.alternatives import alternatives
from data_quality.effects.decided_data import DecidedData
from data_quality.gate.judging import FINDING_SCHEMA
from tests.data_quality.effects.rivals import weighed
from tests.data_quality.nights import NO_QUARANTINE, RIVALS, P, Q, benefit, cost, fund, settings, tables


def test_only_the_benefit_that_is_claimed_twice_is_in_doubt():
    """P's own 140 is claimed by no other project. Without the shared 10, P still beats Q."""
    of = tables(**RIVALS, benefits=[benefit("P", 140, double_count_group="own"), benefit("P", 10, double_count_group="g", category="social"),
                                    benefit("Q", 121), benefit("Q", 10, double_count_group="g", category="social")])  # fmt: skip
    assert weighed(of, settings())["benefits_claimed_once", "P"][0] == "no_change"


def test_a_row_of_a_wide_sheet_is_many_rows():
    """Only the early benefit is in doubt, and not the other benefits from the same row of the sheet."""
    chosen = settings().model_copy(update={"calendar": settings().calendar.model_copy(update={"periods": 2})})
    wide = {"source_file": "wide.csv", "source_row": 2}
    of = tables(**RIVALS, modes=[{"project_id": p, "mode_id": "full", "duration_periods": 2} for p in "PQ"],
                benefits=[benefit("P", 1, **wide), benefit("P", 200, period_offset=1, **wide), benefit("Q", 130, period_offset=1)])  # fmt: skip
    assert weighed(of, chosen)["benefits_after_delivery", "P"][0] == "no_change"


def test_an_emptied_cell_with_nothing_to_compare_it_with_is_not_said_to_have_no_say():
    """And an emptied word is not replaced by the first of the possible words."""
    finding = {
        "rule": "cells_emptied",
        "table": "benefits",
        "handling": "carry_on",
        "project_id": "P",
        "column": "probability_bp",
        "source_file": "benefits.csv",
        "source_row": 2,
    }
    of = tables(**RIVALS, benefits=[benefit("P", 150)])
    assert (
        alternatives(
            "cells_emptied", "P", pl.DataFrame([finding], schema=FINDING_SCHEMA), DecidedData(of, NO_QUARANTINE, {}, settings())
        )
        is None
    )
    word = {**finding, "table": "projects", "column": "mandate"}
    assert (
        alternatives(
            "cells_emptied", "P", pl.DataFrame([word], schema=FINDING_SCHEMA), DecidedData(of, NO_QUARANTINE, {}, settings())
        )
        is None
    )


def test_a_budget_of_another_year_is_added_to_what_the_fund_has():
    """The budget of 60 from the other year and the fund's own 60 pay for two projects of 60."""
    of = tables(
        projects=[P, Q],
        cost_lines=[cost("P", 60), cost("Q", 60)],
        benefits=[benefit("P", 100), benefit("Q", 90)],
        funds=[fund(60), fund(60, fiscal_year=2082)],
    )
    effect, detail = weighed(of, settings())["funds_inside_horizon", None]
    assert effect == "changes"
    assert "in Q" in detail
