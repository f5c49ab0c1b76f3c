"""A gain comes only when all its projects run; a loss cannot be avoided when they do."""

from optimizer.model.families.relations.synergy import rows
from optimizer.problem.building import build_problem
from tests.optimizer.random_portfolios import frames_of

OPTIONS = [(p, "full", 0, 1, value) for p, value in (("A", 50), ("B", 40), ("C", 30))]


def named_rows(amount: int, **rest) -> list[tuple[dict[str, int], int | None, int | None]]:
    """Coefficients by the name of the column, lower and upper bound, of a synergy of A, B and C."""
    problem = build_problem(frames_of(options=OPTIONS, synergies=[("s", p, amount) for p in "ABC"], **rest))
    names = [name.removeprefix("w[").partition(",")[0] for name in problem.layout.names]
    return [
        ({names[j]: a for j, a in zip(each.cols.tolist(), each.coefs.tolist(), strict=True)}, each.lower, each.upper)
        for each in rows(problem)
    ]


def test_a_gain_has_a_row_for_each_member():
    """The gain comes no more often than A, than B, than C runs."""
    assert sorted(named_rows(9), key=repr) == [({p: -1, "q[s]": 1}, None, 0) for p in "ABC"]


def test_a_loss_has_one_row():
    """The row A + B + C - q <= 2 makes q 1 if all three run, so the loss counts."""
    assert named_rows(-9) == [({"A": 1, "B": 1, "C": 1, "q[s]": -1}, None, 2)]


def test_a_way_to_stop_a_project_earns_nothing():
    """The only option of C stops C, so the gain can never be earned."""
    assert ({"q[s]": 1}, None, 0) in named_rows(9, stop_modes=[("C", "full")])
