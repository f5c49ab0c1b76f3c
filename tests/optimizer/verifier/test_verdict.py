"""A verdict passes when something was checked and nothing was wrong."""

from optimizer.verifier.verdict import Verdict


def test_an_empty_check_is_no_pass():
    """A verdict with nothing checked does not pass."""
    assert not Verdict({}, ()).passed


def test_a_verdict_survives_json_and_fails_with_a_violation():
    """A verdict read back from JSON is unchanged; one violation among many checks is a failure."""
    verdict = Verdict({"choice": 3, "funding": 2}, ("funding: A cost 5 capex in 2027, and 4 is paid",))
    assert Verdict.from_json(verdict.to_json()) == verdict
    assert not verdict.passed
    assert Verdict({"choice": 3}, ()).passed
