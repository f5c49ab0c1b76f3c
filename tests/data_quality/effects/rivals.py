"""Two projects that compete for one fund of 100, solved by hand: one period, no discounting."""

import polars as pl

from cutline.choices.options.building import build_choices
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from data_quality.effects.decided_data import DecidedData
from data_quality.effects.finding_effects import Writers, effects
from data_quality.gate.judging import run_gate
from optimizer.explain.compare_plans import compare
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.data_quality.nights import night

LIMITS = Limits()
MARKED = Writers("money {}".format, "worth {}".format)


def planned(of, chosen, quarantine=None):
    bad = pl.DataFrame(schema=QUARANTINE_SCHEMA) if quarantine is None else quarantine
    return solve(build_problem(build_choices(of, bad, chosen).frames()), LIMITS)


def weighed(of, chosen, quarantine=None, raw=None, solves=20):
    """Rule and project to (effect, detail)."""
    tonight = night(of, chosen, quarantine)
    plan = planned(of, chosen, tonight.quarantine)
    _, findings = run_gate(tonight)

    def decide(others):
        return [
            compare(build_problem(build_choices(each.tables, each.quarantine, chosen).frames()), plan, LIMITS) for each in others
        ]

    found = effects(findings, DecidedData(of, tonight.quarantine, raw or {}, chosen), decide, solves, MARKED)
    assert found["rank"].to_list() == list(range(1, found.height + 1))
    return {
        (rule, project): (effect, detail)
        for rule, project, effect, detail in found.select("rule", "project_id", "effect", "detail").iter_rows()
    }
