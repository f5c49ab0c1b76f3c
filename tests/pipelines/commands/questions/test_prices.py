"""`cutline prices` says what each rule costs and what the next useful unit is, for people and for machines."""

import json


def test_prices_of_rules_and_next_useful_units(published_starter, cutline):
    """The mandate of P3 costs 118,900; with 270,000 more P2 runs as well."""
    code, out, err = cutline("prices", published_starter)
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "measured against the best plan that keeps every rule; it is worth €219.6k"
    assert "€118.9k  P3 Fire safety works must be in the plan" in lines[2]
    assert lines[2].endswith("; out: P3")
    assert "a tie  P2 Solar roof starts after the finish of P3" in lines[3]
    assert "  fund MAIN: €270,000.00 brings €145.7k; in: P2" in lines
    assert "  role Analyst: no more of it raises the optimum" in lines
    assert "price 1 of 2" in err


def test_prices_for_machines(published_starter, cutline):
    """In minor units, with what is exact and what is a tie."""
    answer = json.loads(cutline("prices", published_starter, "--only", "rules", "--json")[1])
    assert not {"next_units", "phasings", "best_uses"} & set(answer)
    assert [(each["kind"], each["subject"], each["is_exact"], each["is_tie"]) for each in answer["rules"]] == [
        ("mandate", "P3", True, False), ("relation", "finish_to_start[P2,P3]", True, True),
    ]  # fmt: skip
    assert answer["rules"][0]["left"] == ["P3"]
    assert (answer["measured_against"], answer["optimum"]) == ("optimum", answer["value_of_the_plan"])
    answer = json.loads(cutline("prices", published_starter, "--only", "units", "--json")[1])
    units = {(each["of"], each["name"]): each for each in answer["next_units"]}
    assert units["fund", "MAIN"]["amount"] == units["fund", "MAIN"]["at_least"] == 27_000_000
    assert (units["role", "Analyst"]["amount"], units["role", "Analyst"]["is_exact"]) == (None, True)


def test_the_best_phasing_and_the_best_uses(published_starter, cutline):
    """The starter has one year with a budget, so there is nothing to move; with 10 % less money P1 stays."""
    code, out, _ = cutline("prices", published_starter, "--only", "phasing")
    assert (code, out.splitlines()[-1]) == (0, "  within 20 % of each year: a tie: no phasing brings more")
    answer = json.loads(cutline("prices", published_starter, "--only", "phasing", "--json")[1])
    assert [(each["within_bp"], each["is_none_better"], each["moved_minor"]) for each in answer["phasings"]] == [(2000, True, 0)]
    code, out, _ = cutline("prices", published_starter, "--only", "uses")
    assert [line.split(",")[0] for line in out.splitlines() if "all" in line] == ["budgets of MAIN", "people of Analyst"]
    uses = json.loads(cutline("prices", published_starter, "--only", "uses", "--json")[1])["best_uses"]
    assert [[point["change_bp"] for point in each["points"]] for each in uses] == [[-1000, -500, -100, 0, 100, 500, 1000]] * 2


def test_a_part_that_is_not_known_is_told(published_starter, cutline):
    """Exit code 2."""
    assert cutline("prices", published_starter, "--only", "everything")[0] == 2
