"""Values that move by half a percent a night do not turn the plan over."""

import pytest

from benchmarks.race.joint_portfolio import joint_portfolio
from cutline.settings.loading import settings_from
from optimizer.search.limits import Limits
from tests.optimizer.nights import Night, crowded, nights

SOLVER = settings_from({}).solver
LIMITS = Limits(SOLVER.gap_target_ppm, SOLVER.max_nodes, SOLVER.time_limit_seconds, SOLVER.threads, SOLVER.seed)
TOLERANCE_BP = 30
PORTFOLIOS = {
    "crowded": lambda: crowded(0, 150), "crowded too": lambda: crowded(1, 150), "joint": lambda: joint_portfolio(3, 150),
}  # fmt: skip


def told(name: str, seen: list[Night]) -> tuple[float, float]:
    """Flips a night, and the greatest share of value given up; printed for the notes."""
    flips, moved = (sum(getattr(night, what) for night in seen) / len(seen) for what in ("flips", "moved"))
    share = max(night.given_up / night.greatest for night in seen)
    print(f"{name}: {flips:.2f} flips and {moved:.2f} other modes or starts a night, at most {share:.3%} of the value given up")
    return flips, share


def test_four_nights_of_sixty_projects_are_quiet():
    """At most one flip a night where plain re-optimisation flips more, for at most 0.3 % of the value."""
    frames = crowded(11, 60)
    kept, plain = (list(nights(frames, LIMITS, count=4, tolerance_bp=bp)) for bp in (TOLERANCE_BP, None))
    flips, share = told("kept", kept)
    assert flips <= 1
    assert share <= 0.003
    assert told("plain", plain)[0] > flips


@pytest.mark.long
@pytest.mark.parametrize("is_walk", [False, True], ids=["around one value", "walking"])
@pytest.mark.parametrize("name", PORTFOLIOS)
def test_twenty_nights_of_a_hundred_and_fifty_projects_are_quiet(name, is_walk):
    """At most one flip a night on average, for at most 0.3 % of the value, every night's search ended by itself."""
    frames = PORTFOLIOS[name]()
    kept = list(nights(frames, LIMITS, count=20, tolerance_bp=TOLERANCE_BP, is_walk=is_walk))
    flips, share = told(f"{name}, kept", kept)
    assert flips <= 1
    assert share <= 0.003
    assert all(night.is_complete for night in kept)


@pytest.mark.long
@pytest.mark.parametrize("name", ["crowded", "crowded too"])
def test_plain_optimisation_of_the_same_nights_is_not_quiet(name):
    """Without the tolerance the plans change more, so the tolerance is what keeps them quiet."""
    assert told(f"{name}, plain", list(nights(PORTFOLIOS[name](), LIMITS, count=20, tolerance_bp=None)))[0] > 2
