"""Every row of the model, and every row that the search adds, has a family in the registry and an owner."""

import pytest

from optimizer.explain.reasons import reasons
from optimizer.infeasible.wording import no_plan_findings
from optimizer.linear.rows import owner_of, row
from optimizer.linear.rule_families import REGISTRY, SEARCH
from optimizer.model.building import build_model
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.random_portfolios import frames_of, hiring_frames, random_frames
from tests.optimizer.test_golden import INSTANCES, TWO
from tests.optimizer.verifier.by_hand import A, B


def test_every_row_the_search_adds_is_named_too(monkeypatch):
    """The rows of the model, and the stages, cuts and trials of a hundred random portfolios: every row has a family in the
    registry and an owner.
    """
    seen = set()
    add = ExactSearch.add_rows

    def watched(self, *rows):
        seen.update((each.family, bool(owner_of(each))) for each in (*self.rows, *rows))
        return add(self, *rows)

    monkeypatch.setattr(ExactSearch, "add_rows", watched)
    for frames in [*map(random_frames, range(100)), *map(hiring_frames, range(10))]:
        problem = build_problem(frames)
        plan = solve(problem, Limits())
        if isinstance(plan, Plan):
            reasons(problem, plan, Limits())
    assert {*REGISTRY, "stage"} <= {family for family, _ in seen} <= {*REGISTRY, *SEARCH}
    assert all(named for _, named in seen)


@pytest.mark.parametrize("family", ["group", "balance", "flow", "programme", "robust", "tail"])
def test_a_declared_rule_keeps_its_own_owner(family):
    """The board declared the rule, so its rows name the board. Rows that nobody declared name the owner of their family."""
    rows = build_model(build_problem(frames_of(options=TWO, **INSTANCES[family]))).rows
    owners = {each.family: set() for each in rows}
    for each in rows:
        owners[each.family].add(owner_of(each))
    assert owners["choice"] == {"portfolio office"}
    # Budgets stay finance's.
    assert owners[family] == ({"board", "portfolio office"} if family == "programme" else {"board"})


def test_a_row_of_no_family_is_an_error():
    """The owner of a row whose family nobody has registered is not guessed."""
    with pytest.raises(KeyError):
        owner_of(row("x", "unheard_of", "x", [(0, 1)], None, 1))


def test_who_may_change_a_rule_is_told_where_no_plan_exists():
    """A and B are mandated and the board allows one of them: the message names the owner of the rule that is broken."""
    frames = frames_of(
        options=[A, B], requirements=[("A", "mandate", "law"), ("B", "mandate", "law")],
        limits=[("0", "group", "one of A and B", "board", None, 1)],
        limit_terms=[("0", "A", "full", 0, 1), ("0", "B", "full", 0, 1)],
    )  # fmt: skip
    found = solve(build_problem(frames), Limits())
    assert isinstance(found, Failed)
    [finding] = no_plan_findings(found, str, str)
    [told] = [each.owner for each in found.broken]
    assert told == ("board" if found.broken[0].family == "group" else "portfolio office")
    assert finding.action.endswith(f"the rule is owned by: {told}")
