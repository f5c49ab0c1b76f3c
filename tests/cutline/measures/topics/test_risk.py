"""Risks of a night compared with those of the night before."""

from datetime import date

import polars as pl

from cutline.measures.topics.risk import RISK_MEMORY, risk_metrics, risks_to_remember
from tests.cutline.few_projects import RUNNING, settings, tables_of

MONDAY, TUESDAY, WEDNESDAY = (date(2027, 3, day) for day in (1, 2, 3))
NOTHING = pl.DataFrame(schema=RISK_MEMORY)


def night(chance_bp: int) -> dict[str, pl.DataFrame]:
    """Canonical tables of a project with one risk of 1,000 at that probability."""
    risk = {"project_id": "P", "risk_id": "r", "probability_bp": chance_bp, "impact_likely_minor": 1000}
    return tables_of(projects=[RUNNING], risks=[risk])


def test_without_a_night_before_nothing_has_changed():
    """The first night measures exposure, and no change: the risk is not reported as new."""
    found = risk_metrics(night(3000), NOTHING, settings(), MONDAY)
    assert found["risk"]["exposure_minor"].to_list() == [300]
    assert found["risk_change"].is_empty()
    assert found["risk_changes"].is_empty()


def test_a_night_is_compared_with_the_newest_day_before_it():
    """30 % on Monday, 50 % on Tuesday, 60 % on Wednesday: Wednesday rises by 100, and so it does when it is run once more."""
    remembered = NOTHING
    for day, chance in ((MONDAY, 3000), (TUESDAY, 5000)):
        remembered = risks_to_remember(night(chance), remembered, settings(), day)
    for _ in range(2):
        found = risk_metrics(night(6000), remembered, settings(), WEDNESDAY)
        assert found["risk_change"].select("before_minor", "now_minor", "change_minor").rows() == [(500, 600, 100)]
        assert found["risk_changes"]["driver"].to_list() == ["likelihood"]
        remembered = risks_to_remember(night(6000), remembered, settings(), WEDNESDAY)


def test_tonight_and_the_newest_day_before_are_remembered():
    """Older days are dropped, so that the memory does not grow."""
    remembered = NOTHING
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        remembered = risks_to_remember(night(3000), remembered, settings(), day)
    assert remembered["night_day"].to_list() == [TUESDAY, WEDNESDAY]
    assert dict(remembered.schema) == {name: dtype.base_type() for name, dtype in RISK_MEMORY.items()}


def test_risks_of_projects_that_are_not_there_are_not_measured():
    """Another project's risk in the register adds nothing to the portfolio."""
    tables = night(3000)
    stranger = tables["risks"].with_columns(project_id=pl.lit("X"))
    found = risk_metrics({**tables, "risks": stranger}, NOTHING, settings(), MONDAY)
    assert found["risk"].is_empty()
