"""Every row of the model can be named to a person."""

import pytest

from optimizer.explain.reasons import reasons
from optimizer.infeasible.wording import no_plan_findings
from optimizer.linear.rows import owner_of, row
from optimizer.linear.rule_families import REGISTRY, SEARCH
from optimizer.model.building import build_model
from optimizer.model.cuts import cut_off
from optimizer.model.family_modules import FAMILIES, UnregisteredFamilyError, in_registry_order
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import CHECKS, CheckDeclaredTwiceError, in_report_order
from tests.optimizer.random_portfolios import frames_of, hiring_frames, random_frames
from tests.optimizer.test_golden import INSTANCES, TWO

A, B = ("A", "full", 0, 1, 50), ("B", "full", 0, 1, 40)


def test_no_family_lacks_an_owner():
    """And nobody owns a family that is not there; ids are unique, and no name is empty."""
    assert list(REGISTRY) == list(FAMILIES)
    every = [*REGISTRY.values(), *SEARCH.values()]
    assert len({each.rule_id for each in every}) == len(every)
    assert all(each.rule_id and each.business_name and each.owner for each in every)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_makes_rows_of_its_own_name(family):
    """A row says the family whose function made it: so the registry cannot name the wrong person."""
    rows = FAMILIES[family].rows(build_problem(frames_of(options=TWO, **INSTANCES[family])))
    assert {each.family for each in rows} == {family}


def test_every_row_the_search_adds_is_named_too(monkeypatch):
    """Stages, cuts and trials of a hundred random portfolios, with the model itself: no row without a person."""
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
    """The board declared it: the board is named, not the portfolio office; what is not declared stays with its family."""
    rows = build_model(build_problem(frames_of(options=TWO, **INSTANCES[family]))).rows
    owners = {each.family: set() for each in rows}
    for each in rows:
        owners[each.family].add(owner_of(each))
    assert owners["choice"] == {"portfolio office"}
    # Budgets stay finance's.
    assert owners[family] == ({"board", "portfolio office"} if family == "programme" else {"board"})


def test_a_cut_is_owned_by_who_owns_its_rule():
    """The integer form of the board's rule is the board's, that of a fund's limit is finance's."""
    problem = build_problem(frames_of(options=[A, B]))
    both = frozenset({0, 1})
    for violated, owner in (
        (row("group[0]", "group", "one of them", [(0, 1), (1, 1)], None, 1, owner="board"), "board"),
        (row("budget[F,capex 2027]", "budget", "F", [(0, 5), (1, 5)], None, 7, "minor"), "finance"),
    ):
        cut = cut_off(problem, violated, both, 1)
        assert (cut.traits.rule_id, owner_of(cut)) == ("integer_form", owner)


def test_a_row_of_no_family_is_an_error():
    """A family that nobody registered is not passed over."""
    with pytest.raises(KeyError):
        owner_of(row("x", "unheard_of", "x", [(0, 1)], None, 1))


def test_who_may_change_a_rule_is_told_where_no_plan_exists():
    """A and B are mandated, the board lets one of them run: who owns the rule that is broken is who to ask."""
    frames = frames_of(
        options=[A, B], requirements=[("A", "mandate", "law"), ("B", "mandate", "law")],
        limits=[("0", "group", "one of A and B", "board", None, 1)],
        limit_terms=[("0", "A", "full", 0, 1), ("0", "B", "full", 0, 1)],
    )  # fmt: skip
    found = solve(build_problem(frames), Limits())
    assert isinstance(found, Failed)
    [finding] = no_plan_findings(found, 2)
    [told] = [each.owner for each in found.broken]
    assert told == ("board" if found.broken[0].family == "group" else "portfolio office")
    assert finding.action.endswith(f"the rule is owned by: {told}")


def test_a_family_stands_in_the_registry_and_in_one_module():
    """Every difference is named at once, with what to do: a family without a line, a line without a module, a family in two modules."""
    assert in_registry_order(["a", "b"], {"module_b": "b", "module_a": "a"}) == ["module_a", "module_b"]
    with pytest.raises(UnregisteredFamilyError) as error:
        in_registry_order(["a", "b"], {"module_c": "c", "module_b": "b", "other_b": "b"})
    assert str(error.value).endswith(
        "disagree: 'c' of module_c has no line: add it to REGISTRY; 'a' has a line and no module: add one that declares FAMILY = 'a'; "
        "'b' is declared by module_b and other_b: keep one of them"
    )


def test_the_checks_that_families_name_are_those_of_the_verifier():
    """Every check of the verifier watches a family of rules, but for the two that read the frames and the objective; no family names one that is not there."""
    named = {check for each in REGISTRY.values() for check in each.verified_by}
    assert named == set(CHECKS) - {"frames", "objective"}


def test_a_check_is_declared_once():
    """Two modules that declare a check of one name would hide one of the two; checks that the report does not name come last, by name."""
    first, second = (lambda *_: iter(())), (lambda *_: iter(()))
    assert list(in_report_order([("m", {"zebra": first, "tail": first}), ("n", {"apple": second, "choice": second})])) == [
        "choice",
        "tail",
        "apple",
        "zebra",
    ]
    with pytest.raises(CheckDeclaredTwiceError, match="the check 'tail' is declared by m and n: rename one of them"):
        in_report_order([("m", {"tail": first}), ("n", {"tail": second})])
