"""Every internal rate of return of a flow, or the reason why there is none."""

import random
from datetime import date, timedelta

import numpy as np
import pytest
import pyxirr

from cutline.metrics.value.internal_rates import Returns, irr, xirr
from tests.cutline.metrics.value.rows import vectors


@pytest.mark.parametrize(
    ("by_period", "months", "expected"),
    [
        ({0: -10_000, 1: 11_000}, 12, Returns(1000, "one", (1000,))),
        ({0: -10_000, 4: 11_000}, 3, Returns(1000, "one", (1000,))),  # four quarters are a year
        ({3: -10_000, 4: 11_000}, 12, Returns(1000, "one", (1000,))),  # whenever it begins
        ({}, 12, Returns(None, "none")),
        ({0: -5, 1: -5}, 12, Returns(None, "none")),
        ({0: 0}, 12, Returns(None, "none")),
        ({0: -1, 1: 100}, 12, Returns(None, "out_of_range")),  # 9,900 % is a fault of the data, not a rate
        ({0: -100_000, 1: 1}, 12, Returns(None, "out_of_range")),  # nor is -99.999 %
        ({0: -100, 1: 100}, 12, Returns(0, "one", (0,))),
        ({0: -100, 1: 230, 2: -132}, 12, Returns(None, "several", (1000, 2000))),
        ({0: -100, 1: 220, 2: -121}, 12, Returns(None, "several", (1000, 1000))),  # touches zero at 10 % and turns: no rate to decide by
        ({0: -100, 1: 220, 2: -122}, 12, Returns(None, "none")),  # two changes of sign, no root
        ({0: 1000, 1: -3600, 2: 4310, 3: -1716}, 12, Returns(None, "several", (1000, 2000, 3000))),
    ],
)  # fmt: skip
def test_irr_gives_every_root_or_says_why_not(by_period, months, expected):
    """Quarters compound to years.

    A flow without a change of sign has no rate. If there are several roots, all are returned and none is chosen.
    """
    assert irr(by_period, months) == expected


def test_irr_vectors_of_the_literature(shared_data):
    """Every published rate is among the roots, to a basis point.

    It is the rate if it is the only root. Where none is published, there is none.
    """
    given = vectors(shared_data, "irr")
    assert len(given) == 16
    for vector in given:
        found = irr({t: round(amount * 100) for t, amount in enumerate(vector["cashflows"])}, 12)
        if vector["expected"] is None:
            assert found.rate_bp is None
        else:
            assert min(abs(root - vector["expected"] * 10_000) for root in found.roots_bp) < 0.6
            assert found.flag == "several" or found.rate_bp == found.roots_bp[0]


def test_roots_are_all_there_in_random_flows_of_every_shape():
    """For 2,000 random flows, every change of sign on a fine grid of rates is a root, and the value at every root is zero."""
    rng = random.Random(5)
    grid = np.expm1(np.linspace(np.log(0.0101), np.log(10.9), 4000))
    seen = {"one": 0, "none": 0, "several": 0, "out_of_range": 0}
    for _ in range(2000):
        amounts = [rng.choice([-1, 1, 1]) * rng.randint(0, 1000) for _ in range(rng.randint(1, 8))]
        found = irr(dict(enumerate(amounts)), 12)
        seen[found.flag] += 1
        values = sum(amount / (1 + grid) ** t for t, amount in enumerate(amounts))
        crossings = grid[:-1][np.sign(values[:-1]) * np.sign(values[1:]) < 0]
        assert len(found.roots_bp) >= len(crossings), (amounts, found, crossings)
        for rate in crossings:
            assert min(abs(root / 10_000 - rate) for root in found.roots_bp) < 0.01 * (1 + rate), (amounts, found, rate)
        for root in found.roots_bp:
            slack = sum(abs(amount) * (t + 1) / (1 + root / 10_000) ** (t + 1) for t, amount in enumerate(amounts)) / 10_000
            assert abs(sum(amount / (1 + root / 10_000) ** t for t, amount in enumerate(amounts))) <= slack + 1e-6, (
                amounts,
                root,
            )
    assert min(seen.values()) > 5


def test_long_monthly_flows_neither_overflow_nor_lose_a_root():
    """Twenty years of months with a cost at the end have two roots, and no warning is raised."""
    months = {0: -100_000, **dict.fromkeys(range(1, 240), 1_500), 240: -300_000}
    found = irr(months, 1)
    assert found.flag == "several"
    assert len(found.roots_bp) == 2
    for root in found.roots_bp:
        monthly = (1 + root / 10_000) ** (1 / 12)
        value, size = (sum(f(amount) / monthly**t for t, amount in months.items()) for f in (float, abs))
        assert abs(value) < 0.002 * size


def test_xirr_agrees_with_the_library_and_tells_every_root():
    """A single root by date is the one that pyxirr finds. Several roots are all returned, whatever the order of the flows."""
    rng = random.Random(3)
    for _ in range(200):
        days = sorted(rng.sample(range(3000), 6))
        dated = [(date(2027, 1, 1) + timedelta(days=d), -5000 if i == 0 else rng.randint(100, 3000)) for i, d in enumerate(days)]
        expected = pyxirr.xirr([day for day, _ in dated], [float(amount) for _, amount in dated])
        assert xirr(rng.sample(dated, 6)).rate_bp == pytest.approx(expected * 10_000, abs=0.6)
    years = [date(2027, 1, 1) + timedelta(days=365 * t) for t in range(3)]
    assert xirr(list(zip(years, (-100, 230, -132), strict=True))) == Returns(None, "several", (1000, 2000))
    same_day = [(years[0], -4_000), (years[0], -6_000), (years[1], 11_000)]  # flows of one day are added up
    assert xirr(same_day) == Returns(1000, "one", (1000,))
    assert xirr([]) == Returns(None, "none")
