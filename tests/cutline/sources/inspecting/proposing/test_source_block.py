"""The proposed block is refused until every question in it is answered, and then it reads the file."""

import tomllib

import pytest

from cutline.errors import SettingsError
from cutline.settings.loading import settings_from
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
