"""An exception covers the findings of its project and files until its last day."""

from datetime import date

import polars as pl
import pytest

from cutline.settings.quality import RuleException
from data_quality.gate.judging import run_gate
from data_quality.rule_model.exceptions import is_covered
from tests.data_quality.nights import DAY, EXCEPTION, OWNERLESS, night, result, settings


def test_an_exception_covers_until_its_day_and_is_told():
    """The exception covers the findings of its project and not those of the other. After its last day it has expired,
    and a finding says so.
    """
    report, findings = run_gate(night(OWNERLESS, settings(exceptions=[EXCEPTION])))
    told = result(report, "benefits_have_owner")
    assert (told.count, told.excepted) == (1, 1)
    assert "1 more under an exception" in str(told.finding())
    own = findings.filter(pl.col("rule") == "benefits_have_owner").sort("project_id")
    assert own["excepted_until"].to_list() == [date(2027, 1, 31), None]
    expired, _ = run_gate(night(OWNERLESS, settings(exceptions=[{**EXCEPTION, "expires": date(2027, 1, 14)}])))
    assert result(expired, "benefits_have_owner").count == 2
    assert "expired on 2027-01-14" in result(expired, "exceptions_are_in_force").samples[0]


def test_an_exception_holds_on_its_last_day_and_for_files_it_names():
    """The last day is included, and a file pattern limits the exception to files."""
    last, _ = run_gate(night(OWNERLESS, settings(exceptions=[{**EXCEPTION, "expires": DAY, "project": None}])))
    assert result(last, "benefits_have_owner").status == "passed"
    other, _ = run_gate(night(OWNERLESS, settings(exceptions=[{**EXCEPTION, "file": "other_*.csv"}])))
    assert result(other, "benefits_have_owner").count == 2


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        ("plan_*.csv", ["in/plan_2027.csv"]),  # the file's own name
        ("in/*", ["in/plan_2027.csv", "in/plan[1].csv"]),  # its path in the drop zone
        ("plan[1].csv", ["in/plan[1].csv"]),  # brackets as they stand, and not the digit 1
    ],
)
def test_a_file_pattern_fits_the_name_or_the_path(pattern, covered):
    """A name with brackets is compared as plain text first; objections without a file are never covered."""
    files = ["in/plan_2027.csv", "in/plan[1].csv", "other.csv", None]
    found = pl.DataFrame({"source_file": files, "project_id": ["P"] * 4}, schema_overrides={"source_file": pl.String})
    exception = RuleException.model_validate({**EXCEPTION, "project": None, "file": pattern})
    assert found.filter(is_covered(exception, found))["source_file"].to_list() == covered
