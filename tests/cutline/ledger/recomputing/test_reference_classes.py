"""The multiplier of a reference class, from outcomes that are brought to one currency and one price basis first."""

from datetime import date

from cutline.ledger.recomputing.amounts import LockedRates, PriceLevels
from cutline.ledger.recomputing.projects import projects_of
from cutline.ledger.recomputing.reference_classes import reference_class_factors
from cutline.settings.loading import settings_from
from tests.cutline.few_projects import LINE, tables_of

SETTINGS = settings_from(
    {
        "calendar": {"grain": "year", "periods": 3},
        "finance": {"prices": "real"},
        "forecasting": {"correction": "reference_class", "min_outcomes": 1},
    }
)


def test_outcomes_are_compared_in_one_currency_and_in_prices_of_one_year():
    """Prices rise by a quarter from 2027 to 2028, and a pound is two euros.

    P was to cost 100 pounds of 2028, which are 160 euros of 2027, and cost 300 pounds of 2028, which are 480: three times as much. Q was to
    cost 75 pounds of 2028, which are 120, and cost 90 pounds of 2027, which are 180: one and a half times as much, and not 1.2 times.
    """
    finished = [
        {"project_id": p, "name": p, "status": "closed", "project_class": c, "currency": "GBP"}
        for p, c in (("P", "rail"), ("Q", "road"))
    ]
    baseline = {**LINE, "kind": "baseline", "price_basis": "nominal"}
    tables = tables_of(
        projects=finished,
        cost_lines=[
            {**baseline, "period_offset": 1, "amount_minor": 100},
            {**baseline, "project_id": "Q", "period_start": date(2028, 5, 1), "amount_minor": 75},
        ],
        actuals=[
            {"project_id": "P", "period_start": date(2028, 5, 1), "cost_class": "capex", "account": "1", "amount_minor": 300},
            {"project_id": "Q", "period_start": date(2027, 5, 1), "cost_class": "capex", "account": "1", "amount_minor": 90},
        ],
        rates=[{"kind": "currency", "from_currency": "GBP", "to_currency": "EUR", "rate_date": date(2027, 1, 1), "rate_e9": 2 * 10**9}],
        deflators=[{"fiscal_year": 2027, "index_milli": 100}, {"fiscal_year": 2028, "index_milli": 125}],
    )  # fmt: skip
    rates, prices = LockedRates.of(tables, SETTINGS), PriceLevels.of(tables, SETTINGS)
    found = reference_class_factors(tables, projects_of(tables, SETTINGS.horizon()), rates, prices, SETTINGS)
    assert found == {"rail": 30_000, "road": 15_000}  # 480 / 160, and 180 / (150 / 1.25)
