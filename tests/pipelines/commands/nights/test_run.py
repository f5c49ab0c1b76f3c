"""`cutline run` answers machines."""

import json

import polars as pl
import pytest


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


@pytest.mark.long
def test_a_quick_night_has_the_same_plan_and_says_what_it_left_out(starter, cutline):
    """No price is searched, and the reason does not blame a limit of the search."""
    code, out, _ = cutline("run", starter, "--quick")
    assert code == 0
    assert "1 not searched; a quick night leaves out" in " ".join(out.split())
    quick = pl.read_parquet(starter / "published" / "parquet" / "not_selected.parquet").row(0, named=True)
    assert (quick["project_id"], quick["price_state"]) == ("P2", "not searched")
    assert "a quick night does not search for it" in quick["reason"]
    plan = json.loads((starter / "published" / "plan.json").read_text("utf-8"))
    assert cutline("verify", starter)[0] == 0
    assert cutline("run", starter)[0] == 0
    full = pl.read_parquet(starter / "published" / "parquet" / "not_selected.parquet").row(0, named=True)
    assert full["price_state"] == "proven"
    assert json.loads((starter / "published" / "plan.json").read_text("utf-8"))["chosen"] == plan["chosen"]
