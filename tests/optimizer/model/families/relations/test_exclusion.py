"""Projects that exclude one another: a row for the clique, and the pairs that can be lifted one by one."""

from optimizer.model.families.relations.exclusion import rows, rules_behind
from optimizer.problem.building import build_problem
from tests.optimizer.random_portfolios import frames_of

OPTIONS = [(p, "full", 0, 1, value) for p, value in (("A", 50), ("B", 40), ("C", 30))]


def pieces(*pairs: str) -> list[tuple[str, set[tuple]]]:
    """The projects of each row, in one word, with the places of the rules behind it."""
    excludes = [("excludes", a, b, 0, None) for a, b in pairs]
    problem = build_problem(frames_of(options=OPTIONS, dependencies=excludes))
    found = rules_behind(problem, rows(problem))
    return [
        (
            "".join(sorted(problem.projects[problem.options[j].project] for j in each.cols.tolist())),
            {rule.place for rule in rules},
        )
        for each, rules in found
    ]


def test_a_pair_is_one_row_and_one_rule():
    """Whichever way round it is stated."""
    assert pieces("AB") == pieces("BA") == [("AB", {("A", "B")})]


def test_three_pairs_are_one_clique_that_falls_with_any_of_them():
    """The row of the clique has all three behind it; each pair keeps a row of its own, for when another is lifted."""
    [clique, *own] = pieces("AB", "BC", "CA")
    assert clique == ("ABC", {("A", "B"), ("B", "C"), ("A", "C")})
    assert sorted((word, tuple(rules)) for word, rules in own) == [
        ("AB", (("A", "B"),)),
        ("AC", (("A", "C"),)),
        ("BC", (("B", "C"),)),
    ]


def test_pairs_that_are_no_clique_stay_apart():
    """A excludes B, B excludes C; A and C may both run."""
    assert sorted(word for word, _ in pieces("AB", "BC")) == ["AB", "BC"]
