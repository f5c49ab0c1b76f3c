"""The numbers of a certificate, computed by hand: rows read, gap, sums of the ledger and the day of the night."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from cutline.publishing.certificate import NOT_FROM_FILES, as_of, build_certificate, claims_of
from cutline.settings.loading import settings_from

COUNTS = ("read", "accepted", "quarantined", "superseded")


def accounting(*rows: tuple) -> pl.DataFrame:
    """table, file, day, read, accepted, quarantined, superseded."""
    return pl.DataFrame(
        [(table, "S", file, f"hash of {file}" if file else "", *rest) for table, file, *rest in rows],
        schema={"table": pl.String, "source_system": pl.String, "source_file": pl.String, "file_hash": pl.String, "as_of_date": pl.Date, **dict.fromkeys(COUNTS, pl.Int64)},
        orient="row",
    )  # fmt: skip


ACCOUNTING = accounting(
    ("projects", "new.csv", date(2027, 3, 1), 10, 9, 1, 0),
    ("modes", "new.csv", date(2027, 3, 1), 5, 5, 0, 0),
    ("projects", "old.csv", date(2027, 2, 1), 8, 0, 0, 8),
    ("funds", "", None, 2, 2, 0, 0),  # typed into portfolio.toml
)
PLAN = {
    "outcome": "proven",
    "value": 1000,
    "bound": 1011,
    "stages": [{"value_given_up": 0}, {"value_given_up": 10}],
    "solver": {},
}
AT = datetime(2027, 3, 2, 4, 30, tzinfo=UTC)


def claims(**changes) -> dict:
    """What the certificate of a plan of one project claims."""
    given = {
        "settings": settings_from({"portfolio": {"name": "N", "currency": "GBP"}}),
        "frames": {
            "row_accounting": ACCOUNTING,
            "quality": pl.DataFrame({"status": ["passed", "passed", "failed"]}),
            "selected": pl.DataFrame({"project_id": ["P"]}),
            "not_selected": pl.DataFrame({"project_id": ["Q", "R"]}),
        },
        "plan": PLAN,
        "checks": {"choice": 3},
        "ledger": pl.DataFrame({"amount_minor": [100, -60, -40]}),
        "outputs": {"page.html": "def", "portfolio.toml": "abc"},
    }
    return claims_of(**{**given, **changes})


def test_rows_are_counted_by_file_and_in_all():
    """Two tables of one file make one entry. Rows without a file have no entry and still count in the sum."""
    found = claims()
    assert found["inputs"]["portfolio.toml"] == "abc"
    assert found["rows"] == {"read": 25, "accepted": 16, "quarantined": 1, "superseded": 8}
    assert [(each["source_file"], each["read"], each["as_of_date"]) for each in found["inputs"]["files"]] == [
        ("new.csv", 15, "2027-03-01"),
        ("old.csv", 8, "2027-02-01"),
    ]


def test_value_given_up_to_stay_close_is_no_gap():
    """The bound 1,011 less the value 1,000 less the 10 given up is 1, which is 1,000 millionths of the value."""
    objective = claims()["objective"]
    assert (objective["gap"], objective["given_up_for_stability"], objective["gap_ppm"]) == (1, 10, 1000)


@pytest.mark.parametrize(
    ("value", "bound", "gap_ppm"),
    [(3_000_000, 3_000_001, 1), (-1000, -999, 1000), (0, 5, None)],  # rounded up; a loss; nothing to relate to
)
def test_the_gap_in_millionths_never_claims_too_much(value, bound, gap_ppm):
    """The gap is rounded up, so a third of a millionth is one. Without a value there is no ratio."""
    assert claims(plan={**PLAN, "value": value, "bound": bound, "stages": []})["objective"]["gap_ppm"] == gap_ppm


@pytest.mark.parametrize(("amounts", "sums"), [([100, -60, -40], (100, 100, True)), ([100, -60], (100, 60, False))])
def test_debits_and_credits_are_told_apart(amounts, sums):
    """A ledger that does not tie says so."""
    found = claims(ledger=pl.DataFrame({"amount_minor": amounts}))["ledger"]
    assert (found["debits_minor"], found["credits_minor"], found["ties"]) == sums


def test_times_run_ids_and_effort_stand_apart():
    """The certificates of two nights on the same input differ only in `run`, however long the search took."""
    one = build_certificate(claims(), effort=[{"stage": "greatest value", "nodes": 0}], run_id="r", now=AT)
    later = datetime(2028, 1, 1, tzinfo=UTC)
    two = build_certificate(claims(), effort=[{"stage": "greatest value", "nodes": 858}], run_id="s", now=later)
    assert {key for key in one if one[key] != two[key]} == {"run"}
    assert set(one) - set(claims()) == set(NOT_FROM_FILES)
    assert one["run"]["published_at"] == "2027-03-02T04:30:00+00:00"


def test_the_day_is_set_or_read_from_the_files_that_count():
    """The day of a superseded file does not count. If there is no day at all, the certificate says so."""
    settings = settings_from({})
    assert as_of(ACCOUNTING, settings) == "2027-03-01"
    assert as_of(accounting(("projects", "old.csv", date(2027, 2, 1), 8, 0, 0, 8)), settings) == "not stated by the exports"
    assert as_of(ACCOUNTING, settings_from({"portfolio": {"as_of": date(2027, 1, 31)}})) == "2027-01-31"
