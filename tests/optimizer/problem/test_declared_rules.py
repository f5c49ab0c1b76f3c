"""Declared rules become records; what can never come is left out."""

import polars as pl

from cutline.contracts.choice_frames import CHOICE_FRAMES
from optimizer.problem.declared_rules import dependencies_of, limits_of, programmes_of, scenarios_of, synergies_of, transfers_of
from optimizer.problem.records import DeclaredLimit, Dependency, Option, Programme, Synergy, Transfer


def frame(name: str, *rows: tuple) -> pl.DataFrame:
    """A choice frame of some rows."""
    return pl.DataFrame(list(rows), schema=CHOICE_FRAMES[name], orient="row")


NUMBER = {"A": 0, "B": 1}


def test_a_dependency_on_what_cannot_be_chosen_keeps_its_name():
    """A needs B, which can be chosen, and Z, which cannot; what C needs counts for nobody, nor does a type that is not modelled."""
    stated = frame(
        "dependencies", ("requires", "A", "Z", 0, None), ("requires", "A", "B", 2, None), ("requires", "C", "A", 0, None), ("informs", "A", "B", 0, None)
    )  # fmt: skip
    found = dependencies_of(stated, NUMBER, {"B": "Bridge"})
    assert found == (Dependency("requires", 0, None, 0, None, "Z"), Dependency("requires", 0, 1, 2, None, "B Bridge"))


def test_a_synergy_that_can_never_come_is_left_out():
    """A with B may come, A with Z never; a programme with a benefit comes as a synergy of its owner."""
    stated = frame("synergies", ("s", "A", 9), ("s", "B", 9), ("never", "A", 5), ("never", "Z", 5))
    programmes = frame(
        "programmes", ("metro", "board", "A", False, 7), ("metro", "board", "B", False, 7), ("port", "board", "B", True, None)
    )
    found = synergies_of(stated, programmes, NUMBER, frame("objective_synergies"))
    assert found == (Synergy("programme metro", 7, (0, 1), "board"), Synergy("s", 9, (0, 1)))
    assert programmes_of(programmes, NUMBER) == (Programme("port", "board", (1,), ()),)


def test_weights_of_options_that_cannot_be_chosen_are_left_out():
    """The limit has weights for A's option and for one that is not offered."""
    limits = frame("limits", ("0", "group", "one", "board", None, 1))
    terms = frame("limit_terms", ("0", "A", "full", 0, 3), ("0", "A", "full", 5, 4))
    assert limits_of(limits, terms, {("A", "full", 0): 0}) == (DeclaredLimit("group", "one", "board", None, 1, ((0, 3),)),)


def test_moves_of_nothing_are_left_out_and_the_rest_stand_in_the_order_of_the_funds():
    """G comes before F here, whatever the letters say."""
    stated = frame(
        "transfers", ("F", "capex", 2027, "F", "capex", 2028, 5), ("G", "capex", 2027, "G", "opex", 2027, 7), ("F", "opex", 2027, "F", "capex", 2027, 0)
    )  # fmt: skip
    assert transfers_of(stated, ["G", "F"]) == (
        Transfer(("G", "capex", 2027), ("G", "opex", 2027), 7),
        Transfer(("F", "capex", 2027), ("F", "capex", 2028), 5),
    )


def test_an_option_that_is_not_drawn_keeps_its_value_in_every_scenario():
    """A is drawn in scenario 3 alone, B never."""
    options = [Option(p, "full", 0, 1, value, (), ()) for p, value in enumerate((50, 40))]
    drawn = frame("scenarios", (3, "A", "full", 0, -10), (1, "Z", "full", 0, 99))
    assert scenarios_of(drawn, {("A", "full", 0): 0, ("B", "full", 0): 1}, options).tolist() == [[50, 40], [-10, 40]]
