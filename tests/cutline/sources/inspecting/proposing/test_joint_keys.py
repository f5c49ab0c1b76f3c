"""A key of several columns is proposed as a question where no single column tells the rows apart."""

import tomllib

import pytest

from cutline.settings.loading import settings_from
from cutline.sources.inspecting.proposing.joint_keys import joint_key
from cutline.sources.inspecting.proposing.source_block import questions_in, source_block
from tests.cutline.sources.inspecting.answering import answered
from tests.cutline.sources.inspecting.inspected_files import written
from tests.cutline.sources.reading_exports import NOON

WIDE = """Agency,No,Project Title,Fund,FY2026,FY2027
Parks,1,Pool roof,General,100000,200000
Parks,2,Playground,General,50000,0
Streets,1,Resurfacing,Gas tax,900000,900000
Streets,2,Playground,Gas tax,0,300000
Library,1,Pool roof,General,70000,0
"""
# Rows to the headers of their key.
KEYS = {
    WIDE: ["Agency", "No"],
    "Line,Dept,Site,Amount\n1,A,x,5\n1,A,y,6\n1,B,x,7\n2,A,x,8\n": ["Line", "Dept", "Site"],
    "Item No,Dept,Amount\n1,A,5\n2,A,6\n3,B,7\n": [],  # one column does
    "Dept,Site,Amount\nA,x,5\nA,y,6\nB,x,7\nB,y,8\n": [],  # nothing is headed as a number
    "No,Dept,Amount\n1,A,5\n1,A,6\n1,B,7\n": [],  # not even all columns do
    "No,Dept,Amount\n1,A,5\n2,,6\n1,B,7\n": [],  # a part is empty in one row
}


@pytest.mark.parametrize(("text", "headers"), KEYS.items())
def test_the_fewest_columns_that_tell_the_rows_apart_are_the_key(text, headers, tmp_path):
    """One of them is headed as a number of something, all are filled, and no amount is among them."""
    assert [column.header for column in joint_key(written(tmp_path, text.encode(), "list.csv"))] == headers


def test_a_plan_whose_titles_repeat_asks_for_its_key_and_reads_when_it_is_answered(tmp_path):
    """Two agencies plan a pool roof: they are two projects, unless a person says that one text is one project."""
    inspection = written(tmp_path, WIDE.encode(), "plan.csv")
    block = source_block(inspection, "plan")
    told = " ".join(" ".join(questions_in(block)).split())
    assert told.count("No single column tells the rows apart") == 2  # for projects and for their costs
    assert 'such as ["Agency", "No"], or write project_id = "Project Title", if its rows of one text are one project' in told
    settings = settings_from(tomllib.loads(answered(block)) | {"calendar": {"fiscal_year_starts_month": 1}})
    assert [feed.columns["project_id"].parts for feed in settings.sources[0].feeds] == [("Agency", "No")] * 2
    from cutline.sources.deliveries.intake import deliveries_in_place
    from cutline.sources.mapping.raw_tables import read_raw

    deliveries = deliveries_in_place(settings, tmp_path, NOON)
    rows = {name: read_raw(name, settings, *deliveries).collect() for name in ("projects", "cost_lines")}
    assert rows["projects"]["project_id"].to_list() == ["Parks/1", "Parks/2", "Streets/1", "Streets/2", "Library/1"]
    assert rows["cost_lines"]["project_id"].n_unique() == 5
