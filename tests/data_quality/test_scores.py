"""Scores, trend, freshness and exceptions over nights."""

from datetime import date, timedelta

import polars as pl

from cutline.sources.typed_rows.accounting import ACCOUNTING_SCHEMA
from data_quality.gate.judging import run_gate
from data_quality.rule_model.volumes import PROJECT_TOTAL, ROW_COUNT, volumes
from data_quality.scorecard.exceptions import exceptions_and_days_left
from data_quality.scorecard.freshness import FRESHNESS_SCHEMA, freshness
from data_quality.scorecard.scores import DAYS_KEPT, TREND_SCHEMA, scores, with_day_before, with_today
from tests.data_quality.nights import DAY, P, Q, benefit, cost, fund, night, settings, tables

OF = tables(
    projects=[P, Q],
    cost_lines=[cost("P", 1), cost("Q", 1)],
    funds=[fund(10)],
    benefits=[benefit("P", 1, owner=None), benefit("P", 2), benefit("Q", 3), benefit("Q", 4)],
)
COUNTED = pl.DataFrame(
    [{"table": "benefits", "source_system": "s", "read": 11, "accepted": 9, "quarantined": 1, "superseded": 1}, {"table": "funds", "source_system": "t", "accepted": 0, "quarantined": 0}],
    schema=ACCOUNTING_SCHEMA,
)  # fmt: skip


def tonight(of=OF, **quality):
    return run_gate(night(of, settings(**quality)))


def test_a_source_s_score_is_the_share_of_its_rows_nothing_is_wrong_with():
    """Ten rows looked at, one named by a warning (the one in quarantine is another view of one bad row): 90 %. No rows, no score."""
    report, findings = tonight()
    own = scores(report, findings, COUNTED, DAY).filter(pl.col("kind") == "source")
    assert own.select("name", "looked_at", "bad", "score_bp").rows() == [("s", 10, 1, 9000)]


def test_an_owner_s_score_is_the_share_of_their_rules_that_pass():
    """One of the portfolio office's rules has failed."""
    report, findings = tonight()
    own = scores(report, findings, COUNTED, DAY).filter(pl.col("kind") == "owner")
    rules = [each for each in report.results if each.owner == "portfolio office"]
    assert own.filter(pl.col("name") == "portfolio office").select("looked_at", "bad").row(0) == (len(rules), 1)
    assert set(own["name"]) == {each.owner for each in report.results}


def test_an_excepted_finding_does_not_lower_a_score():
    """Somebody answers for it."""
    rule = {"rule": "benefits_have_owner", "reason": "later", "approved_by": "PMO", "expires": date(2027, 2, 1)}
    report, findings = tonight(exceptions=[rule])
    own = scores(report, findings, COUNTED.with_columns(quarantined=pl.lit(0, pl.Int64)), DAY).filter(pl.col("kind") == "source")
    assert own["score_bp"].to_list() == [10_000]
    told = exceptions_and_days_left(settings(exceptions=[rule]), findings, DAY)
    assert told.select("rule", "days_left", "covers").rows() == [("benefits_have_owner", 17, 1)]
    gone = exceptions_and_days_left(settings(exceptions=[{**rule, "expires": date(2027, 1, 1)}]), findings, DAY)
    assert gone.select("days_left", "covers").rows() == [(-14, 0)]


def test_the_trend_has_one_look_a_day_and_is_set_beside_the_day_before():
    """A second look the same day replaces the first; the newest day is compared with the one before it, however long ago."""

    def look(day, score):
        return pl.DataFrame([(day, "source", "s", 10, 1, score)], schema=TREND_SCHEMA, orient="row")

    trend = pl.DataFrame(schema=TREND_SCHEMA)
    for day, score in ((DAY, 5000), (DAY, 9000), (DAY + timedelta(days=3), 9500)):
        trend = with_today(trend, look(day, score))
    assert trend["score_bp"].to_list() == [9000, 9500]
    assert with_day_before(trend, DAY + timedelta(days=3)).select("score_bp", "before_bp", "change_bp").rows() == [
        (9500, 9000, 500)
    ]
    assert with_day_before(trend, DAY).select("before_bp", "change_bp").rows() == [(None, None)]
    for i in range(DAYS_KEPT + 20):
        trend = with_today(trend, look(DAY + timedelta(days=i), 1))
    assert trend["day"].n_unique() == DAYS_KEPT


def test_a_field_nobody_maintains_is_seen_by_its_contents():
    """Two exports, another day: a changed name is fresh, everything else is unchanged since the first night; row order says nothing."""
    first = freshness(OF, pl.DataFrame(schema=FRESHNESS_SCHEMA), DAY)
    later = DAY + timedelta(days=10)
    changed = {**OF, "projects": OF["projects"].with_columns(name=pl.lit("new")).reverse()}
    second = freshness(changed, first, later)
    since = {(t, c): day for t, c, day in second.select("table", "column", "unchanged_since").iter_rows()}
    assert since["projects", "name"] == later
    assert since["projects", "status"] == DAY
    assert since["benefits", "amount_minor"] == DAY


def test_freshness_says_what_is_known_and_how_old_the_export_is():
    """A quarter of the benefits have no owner: three quarters known; a field nobody fills is not listed."""
    dated = {**OF, "benefits": OF["benefits"].with_columns(as_of_date=pl.lit(DAY - timedelta(days=4)))}
    told = freshness(dated, pl.DataFrame(schema=FRESHNESS_SCHEMA), DAY)
    own = told.filter((pl.col("table") == "benefits") & (pl.col("column") == "owner"))
    assert own.select("known_bp", "age_days", "rows").row(0) == (7500, 4, 4)
    assert told.filter((pl.col("table") == "benefits") & (pl.col("column") == "double_count_group")).is_empty()


def test_volumes_are_kept_by_source_and_by_project():
    """Rows, totals, and what each project comes to."""
    told = volumes(OF)
    rows = told.filter((pl.col("table") == "benefits") & (pl.col("measure") == ROW_COUNT))
    assert rows.select("total", "count").row(0) == (4.0, 4)
    own = told.filter((pl.col("table") == "benefits") & (pl.col("measure") == PROJECT_TOTAL)).sort("of")
    assert own.select("of", "total").rows() == [("P", 3.0), ("Q", 7.0)]
