"""Rates of return of projects, against published vectors."""

import pytest

from cutline.settings.finance import FinanceSection
from tests.cutline.metrics.value.rows import by_sign, measured, vectors


def test_mirr_vectors_of_the_literature(shared_data):
    """The modified internal rate of return is the published one at the two published rates."""
    given = vectors(shared_data, "mirr")
    assert len(given) == 13
    for vector in given:
        rates = {
            f"{name}_bp": round(vector[key] * 10_000)
            for name, key in (("finance_rate", "finance_rate"), ("reinvestment_rate", "reinvest_rate"))
        }
        found = measured(*by_sign(vector["cashflows"]), finance=FinanceSection(**rates))["mirr_bp"]
        expected = vector["expected"]
        assert found == (None if expected is None else pytest.approx(expected * 10_000, abs=1.1))
