"""`cutline order` shows one list in which nothing is dropped when there is more money."""

import json

CHANGES = "--changes=-10,-60,-99,45"


def test_order_shows_who_enters_and_who_is_next(published_starter, cutline):
    """P3 must run; P1 enters at 90 % of the money, and P2 at 145 %."""
    code, out, err = cutline("order", published_starter, CHANGES)
    lines = out.splitlines()
    assert code == 0
    assert [line.strip() for line in lines[1:8]] == [
        "-99.00 %  €8,000.00: no plan keeps every rule", "-60.00 %  €320,000.00: worth -€118.9k, 1 projects; nesting costs nothing",
        "enters  P3 Fire safety works", "-10.00 %  €720,000.00: worth €219.6k, 2 projects; nesting costs nothing",
        "enters  P1 Replace the billing system", "+0.00 %  €800,000.00: worth €219.6k, 2 projects; nesting costs nothing",
        "+45.00 %  €1,160,000.00: worth €365.4k, 3 projects; nesting costs nothing",
    ]  # fmt: skip
    assert lines[9:11] == ["next in line: P2 Solar roof", "first to go: P1 Replace the billing system"]
    assert lines[11].startswith(
        "a larger budget may drop a project for one that is worth more; at these amounts no best plan does"
    )
    assert "order at -60 %" in err


def test_order_for_machines(published_starter, cutline):
    """In minor units, with what nesting costs at each step."""
    answer = json.loads(cutline("order", published_starter, CHANGES, "--fund", "MAIN", "--json")[1])
    assert (answer["next_in_line"], answer["first_to_go"], answer["more_money_drops"]) == (["P2"], ["P1"], None)
    last = answer["steps"][-1]
    assert (last["amount"], last["running"], last["entered"]) == (116_000_000, ["P1", "P2", "P3"], ["P2"])
    assert (last["cost_of_nesting_at_least"], last["cost_of_nesting_at_most"]) == (0, 0)


def test_a_fund_that_is_not_there_is_told(published_starter, cutline):
    """Exit code 2, with the names that there are."""
    code, _, err = cutline("order", published_starter, "--fund", "X")
    assert (code, "one of MAIN" in err) == (2, True)
