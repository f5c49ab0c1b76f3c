"""`cutline run` answers machines."""

import json


def test_run_answers_machines(starter, cutline):
    """--json prints the certificate and the seconds of each stage, and nothing else on standard output."""
    code, out, _ = cutline("run", starter, "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["certificate"]["verifier"]["passed"]
    assert set(answer["seconds"]) == {
        "take in",
        "read",
        "check",
        "measure",
        "plan",
        "verify",
        "weigh",
        "book",
        "explain",
        "report",
        "publish",
    }
