"""What a project costs and brings as stated."""

import polars as pl

from data_quality.effects.alternatives import alternatives
from data_quality.effects.decided_data import DecidedData
from data_quality.effects.stakes import stakes
from data_quality.gate.judging import FINDING_SCHEMA
from tests.data_quality.nights import NO_QUARANTINE, P, benefit, cost, fund, settings, tables


def test_an_unknown_amount_has_no_stake_and_stays_unknown():
    """An unknown benefit is not 0: the project is left out because of it."""
    of = tables(projects=[P], cost_lines=[cost("P", 100)], benefits=[benefit("P", None, owner=None)], funds=[fund(100)])
    assert stakes(of, settings()).rows() == [("P", 100, None)]
    finding = pl.DataFrame(
        [{"rule": "benefits_have_owner", "table": "benefits", "handling": "carry_on", "project_id": "P"}], schema=FINDING_SCHEMA
    )
    [alternative] = alternatives("benefits_have_owner", "P", finding, DecidedData(of, NO_QUARANTINE, {}, settings())) or []
    assert alternative.tables["benefits"]["amount_minor"].to_list() == [None]
