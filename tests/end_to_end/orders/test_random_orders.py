"""Random orders of deliveries, runs, kills, continued runs and runs at once: no night that a fresh run would not publish."""

import os
from pathlib import Path

import pytest

from tests.end_to_end.orders.fresh_nights import FreshNights
from tests.end_to_end.orders.generator import order_of
from tests.end_to_end.orders.order import Order

SHORT = ()  # the orders of every run of the tests
FRESH_VARIABLE = "CUTLINE_FRESH_NIGHTS"  # names a folder that keeps the fresh nights from one run of the tests to the next


@pytest.fixture(scope="session")
def place_of_fresh(tmp_path_factory) -> Path:
    """The folder of the fresh nights, which all orders and all processes share."""
    base = tmp_path_factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "fresh-nights"
    return Path(os.environ.get(FRESH_VARIABLE, place))


def play(seed: int, fresh: FreshNights, place: Path) -> None:
    """Plays an order, and demands that nothing is wrong after it."""
    has_night, events = order_of(seed, fresh.graph)
    order = Order(place, fresh, has_night=has_night)
    for event in events:
        order.play(event)
    assert order.all_faults() == [], "\n".join(order.told)


@pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=pytest.mark.long if seed not in SHORT else ()) for seed in range(1000)]
)
def test_no_order_of_events_publishes_what_a_fresh_run_would_not(seed, place_of_fresh, tmp_path):
    """Every night in the store equals, to the byte, the night of a fresh portfolio with the same inputs and the same memory; a whole run
    that nothing disturbs publishes exactly if a fresh one does. The graph is small.
    """
    play(seed, FreshNights(place_of_fresh, "small"), tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(200))
def test_no_order_of_events_in_the_whole_graph_publishes_what_a_fresh_run_would_not(seed, place_of_fresh, tmp_path):
    """The same with every asset and every check of a night."""
    play(seed, FreshNights(place_of_fresh, "whole"), tmp_path)
