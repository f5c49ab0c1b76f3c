"""One golden .lp for each constraint family: the model as a person would read it."""

from pathlib import Path

import pytest

from optimizer.model.building import model_with_rows
from optimizer.model.family_modules import FAMILIES
from optimizer.problem.building import build_problem
from optimizer.solver.model_files.lp_file import lp_text
from tests.optimizer.random_portfolios import frames_of

GOLDEN = Path(__file__).parents[1] / "golden"


TWO = [
    ("A", "full", 0, 2, 50),
    ("A", "lean", 1, 2, 30),
    ("B", "full", 0, 1, 40),
    ("B", "full", 1, 2, 35),
    ("C", "full", 0, 1, 20),
]


SPEND = [
    ("A", "full", 0, "capex", 2027, 700),
    ("A", "lean", 1, "capex", 2028, 300),
    ("B", "full", 0, "opex", 2027, 200),
    ("C", "full", 0, "capex", 2027, 100),
]


INSTANCES = {
    "choice": {"requirements": [("B", "mandate", "law"), ("A", "in_flight", "")], "stop_modes": [("A", "lean")]},
    "budget": {
        "spend": SPEND, "years": [(2027,), (2028,)], "payers": [("A", "F"), ("A", "G"), ("B", "F"), ("C", "G")],
        "budgets": [("F", "capex", 2027, 500), ("G", "capex", 2027, 300), ("F", "capex", 2028, 400), ("F", "opex", 2027, 150)],
        "transfers": [("F", "capex", 2027, "F", "capex", 2028, 60)], "payer_limits": [("A", "G", 2500)],
        "elastic": [("Dev", 0, "overtime", 10, 20, 70, 60, 2027)], "elastic_payers": [("F",)],
    },
    "capacity": {
        "demand": [("A", "full", 0, "Dev", 0, 1500), ("B", "full", 0, "Dev", 0, 1000)], "capacity": [("Dev", 0, 2000)],
        "elastic": [("Dev", 0, "contractor", 10, 30, 90, 80, 2027), ("Dev", 0, "overtime", 10, 20, 70, 60, 2027)],
    },
    "elastic": {
        "elastic": [("Dev", 0, "contractor", 10, 30, 90, 80, 2027), ("Dev", 0, "overtime", 10, 20, 70, 60, 2027), ("Ops", 1, "overtime", 10, 5, 70, 60, 2028)],
    },
    "hire": {
        "hires": [
            ("Dev", 0, 1000, 2, 90, 80, 2027, True), ("Dev", 1, 1000, 2, 90, 80, 2028, False), ("Dev", 2, 1000, 3, 95, 85, 2029, True),
        ],
        "elastic_payers": [("F",)], "years": [(2027,), (2028,), (2029,)],
    },
    "prerequisite": {
        "dependencies": [("requires", "A", "B", 0, None), ("finish_to_start", "B", "C", 0, None), ("start_to_start", "B", "A", 1, None), ("any_of", "C", "A", 0, "g"), ("any_of", "C", "B", 0, "g")]
    },
    "exclusion": {"dependencies": [("excludes", "A", "B", 0, None), ("excludes", "B", "C", 0, None), ("excludes", "A", "C", 0, None)]},
    "programme": {
        "dependencies": [("together", "A", "B", 0, None)], "stop_modes": [("A", "lean")],
        "programmes": [*(("metro", "board", p, True, 9) for p in "ABC"), *(("port", "board", p, True, None) for p in "CZ")],
    },
    "synergy": {
        "synergies": [("gain", "A", 9), ("gain", "B", 9), ("loss", "A", -4), ("loss", "B", -4), ("loss", "C", -4)], "stop_modes": [("A", "lean")],
    },
    "group": {
        "limits": [("0", "group", "one of A and C", "board", 1, 1)],
        "limit_terms": [("0", "A", "full", 0, 1), ("0", "A", "lean", 1, 1), ("0", "C", "full", 0, 1)],
    },
    "balance": {
        "limits": [("0", "balance", "C gets a tenth", "board", None, 0)],
        "limit_terms": [("0", "A", "full", 0, 700_000), ("0", "A", "lean", 1, 300_000), ("0", "C", "full", 0, -900_000)],
    },
    "flow": {
        "limits": [("0", "flow", "one at a time", "board", None, 1)],
        "limit_terms": [("0", "A", "full", 0, 1), ("0", "B", "full", 0, 1)],
    },
    "robust": {
        "spend": SPEND, "years": [(2027,), (2028,)], "payers": [("A", "F"), ("B", "F"), ("C", "F")],
        "budgets": [("F", "capex", 2027, 900), ("F", "capex", 2028, 400), ("F", "opex", 2027, 250)],
        "robust": [("one may come dear", "board", 1)],
        "deviations": [("A", "full", 0, "capex", 2027, 140), ("A", "lean", 1, "capex", 2028, 60), ("C", "full", 0, "capex", 2027, 30)],
    },
    "tail": {
        "synergies": [("gain", "A", 9), ("gain", "B", 9)], "tail": [("the worst two", "board", 2, 60)],
        "scenarios": [(s, p, m, t, v + d) for s, d in ((0, -30), (1, 5), (2, -10)) for p, m, t, _, v in TWO if p != "C"],
    },
}  # fmt: skip


def text_of(family: str) -> str:
    """The rows of one family on its instance, in LP format."""
    problem = build_problem(frames_of(options=TWO, **INSTANCES[family]))
    rows = tuple(FAMILIES[family].rows(problem))
    assert rows
    return lp_text(model_with_rows(problem, rows))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_written_as_its_golden_file(family):
    """A change of a family shows in review as a change of what the solver is told."""
    path = GOLDEN / f"{family}.lp"
    assert path.exists(), "write it: python -m tests.optimizer.write_golden"
    assert text_of(family) == path.read_text()


def test_no_family_lacks_a_golden_file():
    """Every family has a golden file, and every golden file has a family."""
    assert {path.stem for path in GOLDEN.glob("*.lp")} == set(FAMILIES)


def test_three_exclusions_are_one_clique():
    """Pairs are merged: one row of three, not three rows of two."""
    problem = build_problem(frames_of(options=TWO, **INSTANCES["exclusion"]))
    assert len(FAMILIES["exclusion"].rows(problem)) == 1
