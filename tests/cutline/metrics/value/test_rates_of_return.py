"""IRR and MIRR of projects, against published vectors."""

import pytest

from cutline.settings.finance import FinanceSection
from cutline.valuation.discounting import Discounting
from tests.cutline.metrics.value.rows import measured, vectors


def test_npv_and_mirr_vectors_of_the_literature(shared_data):
    """NPV with the first flow today, and MIRR at its two rates, as published."""
    [npv] = vectors(shared_data, "npv")
    rows = [(t, max(-round(a * 100), 0), max(round(a * 100), 0)) for t, a in enumerate(npv["cashflows"])]
    at_start = Discounting(((1, round(npv["rate"] * 10_000)),), "start")
    assert measured(*rows, discounting=at_start)["npv_minor"] == pytest.approx(npv["independent"] * 100, abs=3)
    given = vectors(shared_data, "mirr")
    assert len(given) == 13
    for vector in given:
        rows = [(t, max(-round(a * 100), 0), max(round(a * 100), 0)) for t, a in enumerate(vector["cashflows"])]
        rates = {
            f"{name}_bp": round(vector[key] * 10_000)
            for name, key in (("finance_rate", "finance_rate"), ("reinvestment_rate", "reinvest_rate"))
        }
        found = measured(*rows, finance=FinanceSection(**rates))["mirr_bp"]
        expected = vector["expected"]
        assert found is None if expected is None else found == pytest.approx(expected * 10_000, abs=1.1)
