"""Which factor a line is multiplied by, and which lines are left alone."""

from dataclasses import replace

import pytest

from cutline.ledger.recomputing.accepted_lines import CostLine
from cutline.ledger.recomputing.amounts import LockedRates, PriceLevels
from cutline.ledger.recomputing.corrections import corrected, correction_factors
from cutline.ledger.recomputing.projects import Project
from cutline.settings.loading import settings_from
from tests.cutline.few_projects import tables_of

RAIL = Project(None, None, "rail", False, 0, None, frozenset(), {})
LINE = CostLine("P", None, "plan", "capex", None, 0, None, None, 101)
FACTORS = {("rail", None): 12_000, ("rail", "opex"): 15_000, ("road", None): 30_000}


@pytest.mark.parametrize(
    ("line", "project", "expected"),
    [
        (LINE, RAIL, 121),  # 121.2
        (replace(LINE, cost_class="opex"), RAIL, 152),  # 151.5: the factor of the cost class counts before the one of both
        (LINE, replace(RAIL, project_class="sea"), 101),  # no factor
        (LINE, replace(RAIL, project_class=None), 101),
        (LINE, replace(RAIL, is_in_flight=True), 101),  # its progress says what it costs
        (replace(LINE, amount=-101), RAIL, -101),  # a credit is not raised
        (replace(LINE, amount=None), RAIL, None),
    ],
)
def test_the_factor_of_the_class_counts(line, project, expected):
    """20 % on rail, 50 % on its opex."""
    assert corrected(line, project, FACTORS).amount == expected


@pytest.mark.parametrize(
    ("correction", "expected"), [("none", {}), ("optimism_bias", {("rail", "capex"): 12_400, ("road", None): 10_300})]
)
def test_the_settings_say_where_factors_come_from(correction, expected):
    """An uplift of 24 % is a factor of 12,400 basis points."""
    bias = [{"project_class": "rail", "cost_class": "capex", "uplift_bp": 2400}, {"project_class": "road", "uplift_bp": 300}]
    tables, settings = tables_of(optimism_bias=bias), settings_from({"forecasting": {"correction": correction}})
    assert (
        correction_factors(tables, {}, LockedRates.of(tables, settings), PriceLevels.of(tables, settings), settings) == expected
    )
