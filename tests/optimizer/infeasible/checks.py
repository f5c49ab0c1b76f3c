"""A conflict is checked by trying everything; the tests of several modules of this room use it."""

import polars as pl

from optimizer.infeasible.conflict import find_conflict
from optimizer.model.families.money.budget import purse_rule
from optimizer.model.families.people.capacity import people_rule
from optimizer.model.rules_and_rows import ruled_rows
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.infeasible.enumerated_repairs import eased


def without_stops_of_mandates(frames):
    """Where the mandate is lifted its stop must not come back: another problem than the one asked about."""
    must = frames["requirements"].filter(pl.col("rule") != "in_flight").select("project_id")
    gone = frames["stop_modes"].join(must, on="project_id", how="semi")
    return {**frames, "options": frames["options"].join(gone, on=["project_id", "mode_id"], how="anti")}


def every_rule(problem) -> set:
    """Also of purses and roles that no row names."""
    pairs = {(kind, year) for o in problem.options for kind, year, _ in o.spend} | {("opex", year) for year in problem.years}
    pairs |= {purse[1:] for purse in problem.budgets}  # a transfer may take money from a purse from which no project spends
    found = set(ruled_rows(problem).rules) | {people_rule(problem, role, t) for o in problem.options for role, t, _ in o.demand}
    return found | {purse_rule((fund, kind, year)) for fund in problem.funds for kind, year in pairs if year in problem.years}


def check_conflict(frames) -> int:
    """Nothing to find where there is a plan; else the rules hold no selection, and any one less does. Returns how many there are."""
    frames = without_stops_of_mandates(frames)
    problem = build_problem(frames)
    found = find_conflict(problem, Limits(seconds=60))
    if enumerate_best(frames) is not None:
        assert found is None
        return 0
    assert found is not None
    assert found.is_minimal
    others = sorted(every_rule(problem) - set(found.rules), key=repr)
    assert enumerate_best(eased(frames, others)) is None
    for rule in found.rules:
        assert enumerate_best(eased(frames, [*others, rule])) is not None, rule.label
    return len(found.rules)


def rules_and_owners(frames) -> list[tuple[str, str]]:
    """Rule and owner of the conflict."""
    found = find_conflict(build_problem(frames), Limits())
    assert found is not None
    assert found.is_minimal
    return [(rule.label, rule.owner) for rule in found.rules]
