"""Ids that are nearly the same."""

import random

import pytest

from cutline.sources.near_ids import id_skeleton, near_projects


@pytest.mark.parametrize(
    "other",
    ["prj-007", "PRJ 007", "PRJ007", "PRJ-7", "PRJ_007", "PRJ\u2013007", "\uff30\uff32\uff2a-\uff10\uff10\uff17", "\u0420RJ-007", "PRJ-OO7", "PRJ\u00ad-007", "PRJ-\u0660\u0660\u0667",
     "PR\u200bJ-007", "pr\u0458-7", " PRJ - 007 ", "PRJ.007", "PRJ/007", "(PRJ-007)"],
)  # fmt: skip
def test_spellings_of_one_id_are_near(other):
    """Case, spaces, dashes, leading zeros, width, look-alike letters, other digits, characters that nobody sees."""
    assert near_projects([other], ["PRJ-007", "PRJ-008"]) == {other: ["PRJ-007"]}


@pytest.mark.parametrize(
    ("one", "other"),
    [("1.12", "11.2"), ("1-1", "11"), ("P-12", "P-21"), ("P-12", "P-121"), ("A-7", "B-7"), ("\u0414\u043e\u043c-1", "\u041b\u0435\u0441-1"), ("PL", "P1"), ("2027-01", "202701"),
     ("\u6771\u4eac-1", "\u5927\u962a-1"), ("R\u00e9no-1", "R\u00e9no-2"), ("P-1a", "P-1b"), ("-", "--")],
)  # fmt: skip
def test_other_ids_are_not_near(one, other):
    """Another number, another order of digits, another word in any script."""
    assert near_projects([one], [other]) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Reno-1", "R\u00e9no-1"), ("7.0", "7"), ("1,001", "1001"), ("0007", "7"), ("P-O1", "P-01"), ("AI1", "A11")],
)
def test_what_programs_and_people_do_to_an_id(one, other):
    """An accent lost, a number written as a number, a letter typed for a digit."""
    assert near_projects([one], [other]) == {one: [other]}


def test_a_person_may_say_that_two_ids_are_apart():
    """And an id may be near several projects."""
    assert near_projects(["p 1"], ["P1", "P-1", "Q"]) == {"p 1": ["P-1", "P1"]}
    assert near_projects(["p 1"], ["P1", "P-1"], {("p 1", "P1")}) == {"p 1": ["P-1"]}
    assert near_projects(["p 1"], ["P1"], {("p 1", "P1")}) == {}


def test_a_random_spelling_is_always_near_and_a_random_other_number_never():
    """Two thousand ids, each in a random spelling, beside all others of the portfolio."""
    rng = random.Random(5)
    projects = [f"{prefix}-{number:04d}" for prefix in ("AB", "XY", "K") for number in rng.sample(range(1, 9999), 300)]
    meant = {}
    for project in rng.choices(projects, k=2_000):
        prefix, number = project.split("-")
        mark, digits = rng.choice(["", " ", "-", "_", "\u2013", " - "]), rng.choice([number, str(int(number)), number.zfill(6)])
        meant[rng.choice([str.lower, str.upper, str.title])(prefix) + mark + digits] = [project]
        assert id_skeleton(f"{prefix}-{int(number) + 10_000}") != id_skeleton(project)
    assert near_projects(meant, projects) == meant
