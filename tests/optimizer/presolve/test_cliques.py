"""Pairs that are too much together become cliques, which are merged with those of other rules."""

from tests.optimizer.presolve.by_hand import costs, lean_rows


def cliques(rows: dict[str, tuple]) -> set[str]:
    """The cliques of more than one project among the rows, each as one word."""
    return {
        "".join(sorted(cols))
        for cols, lower, upper in rows.values()
        if (lower, upper) == (None, 1) and set(cols.values()) == {1} and len(cols) > 1
    }


def test_pairs_that_are_too_much_together_become_cliques():
    """Any two of A, B and C cost more than 100, and so does A with D or with E."""
    assert cliques(lean_rows(**costs(A=60, B=55, C=51, D=45, E=44))) == {"ABC", "AD", "AE"}


def test_cliques_of_different_rules_are_merged_and_those_inside_left_out():
    """D also excludes B and C, so at most one of A to D runs. The two exclusions and the pair A, D are inside that clique."""
    apart = [("excludes", p, "D", 0, None) for p in "BC"]
    assert cliques(lean_rows(**costs(A=60, B=55, C=51, D=45), dependencies=apart)) == {"ABCD"}
