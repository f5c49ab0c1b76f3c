"""`cutline alternatives` answers for people and for machines."""

import json


def test_other_plans_are_shown_with_how_they_differ(published_starter, cutline):
    """Only P2 in place of P1, and P3 alone, differ; the second only if it may be worth much less."""
    code, out, _ = cutline("alternatives", published_starter, "--within", "90")
    assert code == 0
    assert "1. worth €26.9k (-€192.7k)" in out
    assert out.splitlines()[2:4] == ["   enters    P2 Solar roof", "   leaves    P1 Replace the billing system"]
    assert "spends    €50,000.00 less capex in FY2027; €150,000.00 less opex in FY2027" in out
    assert out.splitlines()[-1] == "there are no more (proven)"
    answer = json.loads(cutline("alternatives", published_starter, "--within", "0", "--json")[1])
    assert (answer["alternatives"], answer["is_all"]) == ([], True)
    code, _, err = cutline("alternatives", published_starter / "exports")
    assert (code, "run cutline run first" in err) == (2, True)
