"""The proposed block is refused until every question in it is answered, and then it reads the file."""

import tomllib

import pytest

from cutline.errors import SettingsError
from cutline.settings.loading import settings_from
from cutline.sources.inspecting.proposing.column_choices import CHOOSES_BY_PLACE
from cutline.sources.inspecting.proposing.source_block import questions_in, source_block, source_name
from tests.cutline.sources.inspecting.answering import answered
from tests.cutline.sources.inspecting.inspected_files import REAL_EXPORTS, inspected, written


@pytest.mark.parametrize("name", REAL_EXPORTS)
def test_the_proposed_block_is_refused_until_every_question_is_answered(shared_data, name):
    """A "?" never passes for an answer; answered, the block reads the file."""
    block = source_block(inspected(shared_data / "portfolios" / name), "s")
    assert questions_in(block)
    with pytest.raises(SettingsError):
        settings_from(tomllib.loads(block))
    source = settings_from(tomllib.loads(answered(block))).sources[0]
    assert source.feeds[0].table == "projects"
    assert {"project_id", "name"} <= set(source.feeds[0].columns)


def test_a_schedule_s_block_names_its_ready_made_tables(tmp_path):
    """XER: projects, milestones, demand, cost_lines, evm, and three questions."""
    block = source_block(written(tmp_path, b"ERMHDR\t19\n%E\n", "p6_20270105.xer"), "p6")
    assert len(questions_in(block)) == 3
    source = settings_from(tomllib.loads(answered(block))).sources[0]
    assert [feed.table for feed in source.feeds] == ["projects", "milestones", "demand", "cost_lines", "evm"]
    assert (source.files, source.as_of) == ("p6_*.xer", r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)")


@pytest.mark.parametrize("name", ["costs [final].csv", "\u00dcberblick.csv", "plan \U0001f600.csv", "a.b.c.csv"])
def test_the_block_of_a_file_reads_that_file(tmp_path, name):
    """Brackets, letters, pictures in a name: the pattern matches it, the source has a name."""
    block = source_block(written(tmp_path, b"Project Id,Project Name,Status\nP,N,idea\n", name), source_name(name))
    source = settings_from(tomllib.loads(block)).sources[0]
    assert [path.name for path in tmp_path.glob(source.files)] == [name]


def test_two_columns_of_one_header_are_asked_about_by_place(tmp_path):
    """The question names the letter of each column and what it holds. A header that no feed reads is not asked about."""
    text = "Project Id,Project Name,Status,Total Budget,Total Budget,Label,Label\nP1,N,idea,5000000,7000000,a,b\nP2,M,idea,6000000,8000000,c,d\n"
    inspection = written(tmp_path, text.encode())
    budgets = [column for column in inspection.columns if column.header == "Total Budget"]
    assert budgets[0].twins == ("1 (column D: 5000000 | 6000000)", "2 (column E: 7000000 | 8000000)")
    if not CHOOSES_BY_PLACE:
        pytest.skip("a mapping cannot name one of several columns of one header yet")
    asked = [question for question in questions_in(source_block(inspection, "s")) if "are headed" in question]
    assert len(asked) == 2  # for the whole-life cost and for the cost lines
    feeds = tomllib.loads(answered(source_block(inspection, "s")))["sources"][0]["feeds"]
    assert feeds[0]["columns"]["whole_life_cost"] == {"from": "Total Budget", "nth": 1}
