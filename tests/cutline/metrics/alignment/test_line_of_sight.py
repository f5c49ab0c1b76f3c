"""Which project serves which objective, and which serve none."""

from cutline.metrics.alignment.line_of_sight import line_of_sight, unaligned_projects
from tests.cutline.metrics.alignment.rows import FLAT, LOWER, TWO, criteria, projects, scores
from tests.cutline.metrics.documentation import assert_documented


def test_the_line_of_sight_names_what_nobody_serves():
    """P serves a with 48 points and adds nothing to the only child of b. An unknown score serves nothing, and c has no weight."""
    tree = criteria(("a", 60), ("b", 40), ("b1", 1, "b"), ("c", 0))
    given_ = scores(("P", "a", 4, 5), ("P", "b1", 0, 5), ("Q", "a", None, 5), ("R", "a", 5, 5))
    found = line_of_sight(tree, given_, None, projects("P", "Q")).collect().rows()  # R is not among the projects asked for
    assert found == [("a", "a", "P", 48_000), ("b", None, None, None)]


def test_an_objective_is_seen_through_each_of_its_criteria():
    """The two children of b give two rows, of 3/4 x 1/3 and 3/4 x 2/3 of the whole."""
    tree = criteria(("a", 1), ("b", 3), ("b1", 1, "b"), ("b2", 2, "b"))
    found = line_of_sight(tree, scores(("P", "b1", 5, 5), ("P", "b2", 5, 5)), None, projects("P")).collect().rows()
    assert found == [("a", None, None, None), ("b", "b1", "P", 25_000), ("b", "b2", "P", 50_000)]


def test_unaligned_projects_say_which_of_the_two():
    """P has the worst score on both criteria, Q on one and no score on the other, R has no scores, and S serves one criterion."""
    given_ = scores(("P", "a", 0, 5), ("P", "b", 0, 5), ("Q", "a", 0, 5), ("S", "a", 1, 5), ("S", "b", 0, 5))
    found = unaligned_projects(FLAT, given_, None, projects("P", "Q", "R", "S")).collect().rows()
    assert found == [("P", "zero", 2, 0), ("Q", "unknown", 1, 1), ("R", "unknown", 0, 2)]


def test_the_best_of_a_lower_is_better_criterion_is_aligned():
    """On such a criterion zero is the best score, and the end of the scale is the worst."""
    given_ = scores(("P", "a", 0, 5), ("Q", "a", 5, 5))
    assert unaligned_projects(LOWER, given_, None, projects("P", "Q")).collect()["project_id"].to_list() == ["Q"]


def test_where_nothing_weighs_nobody_is_unaligned():
    """Without a criterion that has a weight, there is no objective to serve."""
    assert unaligned_projects(criteria(("a", 0)), TWO, None, projects("P")).collect().is_empty()


def test_every_column_is_documented():
    """Each column has a meaning and an origin, and no other column is documented."""
    assert_documented(line_of_sight, line_of_sight(FLAT, TWO, None, projects("P")))
    assert_documented(unaligned_projects, unaligned_projects(FLAT, TWO, None, projects("P", "Q")))
