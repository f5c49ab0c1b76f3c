"""Random orders of deliveries, runs, kills, continued runs and runs at once: no night that a fresh run would not publish."""

import os
from pathlib import Path

import pytest

from tests.end_to_end.orders.fresh_nights import FreshNights
from tests.end_to_end.orders.generator import order_of
from tests.end_to_end.orders.order import Order

FRESH_VARIABLE = "CUTLINE_FRESH_NIGHTS"  # names a folder that keeps the fresh nights from one run of the tests to the next


@pytest.fixture(scope="session")
def fresh(tmp_path_factory) -> FreshNights:
    """The fresh nights, which all orders and all processes share."""
    base = tmp_path_factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "fresh-nights"
    return FreshNights(Path(os.environ.get(FRESH_VARIABLE, place)))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(200))
def test_no_order_of_events_publishes_what_a_fresh_run_would_not(seed, fresh, tmp_path):
    """Every night in the store equals, to the byte, the night of a fresh portfolio with the same inputs and the same memory; a whole run
    that nothing disturbs publishes exactly if a fresh one does.
    """
    has_night, events = order_of(seed)
    order = Order(tmp_path, fresh, has_night=has_night)
    for event in events:
        order.play(event)
    assert order.all_faults() == [], "\n".join(order.told)
