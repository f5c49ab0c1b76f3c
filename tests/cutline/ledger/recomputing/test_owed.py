"""What the accepted lines owe is what the plan spends: two roads that share no code lead to the same amounts."""

from collections import defaultdict

import polars as pl
import pytest

from cutline.contracts.choice_frames import OPTION_KEY
from cutline.errors import LedgerDoesNotTie
from cutline.ledger.recomputing.owed import owed_by_projects
from cutline.ledger.spent_lines import spent_lines
from cutline.settings.loading import settings_from
from tests.cutline.choices.solving import choices_of
from tests.cutline.few_projects import tables_of
from tests.cutline.ledger.random_costs import random_costs

PLANS_OF_A_PORTFOLIO = 6


@pytest.mark.parametrize("seed", range(8))
def test_random_portfolios_owe_what_their_options_spend(seed):
    """For each of six selections, with each project in another mode and start, three amounts agree: what is owed by the
    accepted lines, what the options spend, and the sum of the spent lines.
    """
    tables, settings = random_costs(seed)
    choices = choices_of(tables, settings)
    calendar = settings.horizon()
    inside = choices.spend.filter(pl.col("fiscal_year").is_in(calendar.fiscal_years()))
    for number in range(PLANS_OF_A_PORTFOLIO):
        place = number % pl.len().over("project_id") == pl.int_range(pl.len()).over("project_id")
        chosen = choices.options.filter(place)
        assert chosen.height >= 2
        owed = owed_by_projects(chosen, tables, settings)
        spend = inside.join(chosen, on=OPTION_KEY, how="semi").select("project_id", "cost_class", "fiscal_year", "amount_minor")
        assert owed == {(project, kind, year): amount for project, kind, year, amount in spend.iter_rows()}
        by_lines: dict[tuple[str, str, int], int] = defaultdict(int)
        for project, kind, period, amount, _ in spent_lines(chosen, tables, settings).iter_rows():
            by_lines[project, kind, calendar.fiscal_year(period)] += amount
        assert owed == {key: amount for key, amount in by_lines.items() if amount}


def test_an_amount_that_is_not_known_cannot_be_recomputed():
    """A chosen project has a line in pounds and there is no rate: the error names the project and the cost class."""
    line = {"project_id": "P", "kind": "plan", "cost_class": "capex", "period_offset": 0, "amount_minor": 5, "currency": "GBP"}
    tables = tables_of(projects=[{"project_id": "P", "name": "P", "status": "proposed"}], cost_lines=[line])
    chosen = pl.DataFrame([("P", "full", 0)], schema=["project_id", "mode_id", "start_index"], orient="row")
    with pytest.raises(LedgerDoesNotTie, match="project P, a cost line of capex"):
        owed_by_projects(chosen, tables, settings_from({"calendar": {"grain": "year", "periods": 2}}))
