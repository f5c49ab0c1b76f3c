"""The verifier refuses frames in which a limit is stated twice."""

from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.verifier.by_hand import CHOSE_A, A


def test_a_budget_stated_twice_has_no_one_meaning():
    """Two rows for one purse, whatever they say: one violation, which names the frame and the key. One row is no violation."""
    twice = frames_of(options=[A], budgets=[("F", "capex", 2027, 5), ("F", "capex", 2027, 6)])
    assert verify(twice, CHOSE_A).violations == ("frames: budgets has several rows for ('F', 'capex', 2027)",)
    assert verify(frames_of(options=[A], budgets=[("F", "capex", 2027, 5)]), CHOSE_A).passed
