"""Primavera XER files: any table, decimal commas, and damaged files."""

from datetime import date

import pytest

from cutline.errors import SourceError
from cutline.settings.loading import settings_from
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.formats.sample_rows import SMALL_XER, SMALL_XER_COSTS, XER
from tests.cutline.sources.reading_exports import accepted_of, raw_table, read_file


def test_any_table_of_an_xer_file_can_be_read(tmp_path):
    """By its own name and its own fields, for what the ready-made tables leave out."""
    (tmp_path / "f.xer").write_bytes(XER)
    columns = {"project_id": "task_code", "name": "task_name", "status": {"value": "idea"}}
    chosen = settings_from({"sources": [{"name": "s", "files": "f*", "format": "xer", "ignore": [".*"],
                                         "feeds": [{"table": "projects", "sheet": "TASK", "columns": columns}]}]})  # fmt: skip
    accepted, _ = parse("projects", raw_table("projects", chosen, tmp_path), chosen).collect()
    assert accepted["project_id"].to_list() == ["A100", "M1", "M1", "A100"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (XER[:-4], "no line %E at the end"), (XER.replace(b"32000.10", b"lots"), "'lots' is not a number"), (XER.replace(b"%T\tTASK\n", b"%T\tRSRC\n"), "table RSRC twice"),
        (XER + b"rubbish\n", "'rubbish' in line"), (XER.replace(b"2027-02-26", b"2027-02-31"), "day is out of range"),
    ],
)  # fmt: skip
def test_a_damaged_xer_is_refused(tmp_path, data, told):
    """Cut off, a word for a number, a table twice: where and what."""
    (tmp_path / "f.xer").write_bytes(data)
    with pytest.raises(SourceError, match=told):
        accepted_of(tmp_path, "cost_lines", {"cost_class": {"value": "capex"}}, format="xer")


def test_decimal_commas_of_a_xer_are_declared_by_its_own_currency(tmp_path):
    """P6 writes numbers in the style of the machine that exported them, and says which."""
    data = XER.replace(b"Period", b"Comma").replace(b"32000.10", b"32000,10").replace(b"500.05", b"500,05")
    (tmp_path / "f.xer").write_bytes(data)
    costs = accepted_of(tmp_path, "cost_lines", {"cost_class": {"value": "capex"}}, format="xer")
    assert costs["amount_minor"].sum() == 3_800_010


def test_a_schedule_loses_no_money(tmp_path):
    """A cost on a task that is not there is refused; one that is not stated is unknown, not nothing."""
    rest = {"columns": {"cost_class": {"value": "capex"}}, "format": "xer"}
    with pytest.raises(SourceError, match="task '9', which is not in table TASK"):
        read_file(tmp_path, SMALL_XER + SMALL_XER_COSTS + "%R\t9\t7000\n%E\n", name="f.xer", **rest)
    with pytest.raises(SourceError, match="a field of table TASKRSRC twice"):
        read_file(
            tmp_path,
            SMALL_XER + SMALL_XER_COSTS.replace("target_cost", "target_cost\ttarget_cost") + "%R\t5\t7000\t9\n%E\n",
            name="f.xer",
            **rest,
        )
    accepted, _, _ = read_file(tmp_path, SMALL_XER + SMALL_XER_COSTS + "%R\t5\t7000\n%R\t5\t\n%E\n", name="f.xer", **rest)
    assert accepted["amount_minor"].to_list() == [700_000, None]
    whole = read_file(
        tmp_path,
        SMALL_XER + SMALL_XER_COSTS + "%R\t5\t7000\n%R\t5\t\n%E\n",
        "projects",
        "f.xer",
        columns={"status": {"value": "idea"}, "name": "project_id"},
        format="xer",
    )[0]
    assert whole["whole_life_cost_minor"].to_list() == [None]


@pytest.mark.parametrize(
    ("named", "expected"),
    [("", None), ("12", date(2027, 1, 15)), ("11", date(2027, 2, 26)), ("99", None)],
)
def test_of_several_baselines_the_one_that_the_project_names_counts(tmp_path, named, expected):
    """Two baseline projects have the milestone. Without the project's word, neither counts; no baseline gives no date."""
    text = XER.decode("cp1252")
    text = text.replace("\torig_proj_id\tguid\n", "\torig_proj_id\tguid\tsum_base_proj_id\n").replace(
        "\t\tG1\n", f"\t\tG1\t{named}\n"
    )
    text = text.replace("10\tG2\n", "10\tG2\t\n%R\t12\tB2\t\t\t\t\t10\tG3\t\n")
    text = text.replace(
        "%T\tTASKRSRC", "%R\t104\t12\tM1\tDesign approved\tTT_FinMile\tCP_Drtn\t0\t0\t0\t\t2027-01-15 17:00\n%T\tTASKRSRC"
    )
    (tmp_path / "f.xer").write_text(text, encoding="cp1252")
    assert accepted_of(tmp_path, "milestones", format="xer", ignore=[".*"])["baseline_date"].to_list() == [expected]


def test_a_base_currency_that_the_file_does_not_list_is_refused(tmp_path):
    """Two currencies, and the base has neither's number: its name is not known. A single one is the base, whatever its number."""
    one = "%R\t1\tPeriod\tGBP\n"
    text = XER.decode("cp1252")
    (tmp_path / "f.xer").write_text(text.replace(one, one.replace("\t1\t", "\t7\t")), encoding="cp1252")
    found = accepted_of(tmp_path, "projects", {"status": {"value": "idea"}}, format="xer", ignore=[".*"])
    assert found["currency"].to_list() == ["GBP"]
    (tmp_path / "f.xer").write_text(text.replace(one, "%R\t7\tPeriod\tGBP\n%R\t8\tPeriod\tEUR\n"), encoding="cp1252")
    with pytest.raises(SourceError, match="base currency of project BRIDGE"):
        accepted_of(tmp_path, "projects", {"status": {"value": "idea"}}, format="xer", ignore=[".*"])
