"""portfolio.toml: an empty file means the defaults, and everything unknown is refused."""

import tomllib

import pytest

from cutline.errors import SettingsError
from cutline.settings.all_settings import Settings
from cutline.settings.loading import load_settings, settings_from

FEED = {"table": "projects", "columns": {"project_id": "No"}}
SOURCE = {"name": "a", "files": "a.csv", "feeds": [FEED]}


def test_the_empty_file_is_the_defaults(tmp_path):
    """No key is needed."""
    (tmp_path / "portfolio.toml").write_text("")
    assert load_settings(tmp_path / "portfolio.toml") == Settings()


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({"portfolo": {}}, "write 'portfolio'"),  # a section
        ({"portfolio": {"curency": "EUR"}}, "write 'currency'"),  # a key
        ({"sources": [{**SOURCE, "delimeter": ";"}]}, "write 'delimiter'"),  # a key of a source
        ({"sources": [{**SOURCE, "feeds": [{**FEED, "colums": {}}]}]}, "write 'columns'"),  # a key of a feed
        ({"sources": [{**SOURCE, "feeds": [{"table": "project"}]}]}, "did you mean 'projects'"),  # a table
        (
            {"sources": [{**SOURCE, "feeds": [{"table": "projects", "columns": {"projectid": "No"}}]}]},
            "did you mean 'project_id'",
        ),  # a column
        ({"tables": {"funds": [{"fund": "x"}]}}, "did you mean 'fund_id'"),  # a column of typed rows
        ({"sources": [SOURCE, SOURCE]}, "two sources are called 'a'"),
        ({"sources": [{**SOURCE, "encoding": "utf-9"}]}, "unknown encoding"),
        ({"sources": [{**SOURCE, "decimal": ","}]}, "thousands and decimal are both"),
        ({"sources": [{**SOURCE, "as_of": "(\\d+)"}]}, "needs the groups y, m and d"),
        ({"sources": [{**SOURCE, "null_patterns": ["("]}]}, "not a regular expression"),
        (
            {"sources": [{**SOURCE, "feeds": [{"table": "projects", "columns": {"name": {"from": "a", "value": "b"}}}]}]},
            "exactly one of",
        ),
        ({"calendar": {"periods": 0}}, "greater than or equal to 1"),
        ({"planning": {"candidate_status": ["aproved"]}}, "did you mean 'approved'"),
    ],
)
def test_what_is_not_understood_is_refused_with_the_nearest_word(raw, told):
    """The message says what is wrong, or which word was probably meant."""
    with pytest.raises(SettingsError) as refused:
        settings_from(raw)
    assert told in str(refused.value)


def test_every_unknown_key_is_reported_at_once():
    """One report has all problems, and not only the first."""
    with pytest.raises(SettingsError) as refused:
        settings_from({"portfolio": {"nme": "x"}, "calender": {}})
    assert len(refused.value.findings) == 2


def test_settings_cannot_be_changed():
    """Settings are frozen, so every part of a night sees the settings that were read."""
    with pytest.raises(ValueError, match="frozen"):
        Settings().portfolio.name = "other"


def test_a_broken_file_names_its_line(tmp_path):
    """The message of a TOML error names the line."""
    (tmp_path / "portfolio.toml").write_text("[portfolio\nname = 1")
    with pytest.raises(SettingsError, match="line 1"):
        load_settings(tmp_path / "portfolio.toml")


def test_a_source_whose_only_feed_is_wrong_has_one_finding():
    """It is about the feed: the source is not said to have none."""
    with pytest.raises(SettingsError) as refused:
        settings_from({"sources": [{**SOURCE, "feeds": [{"table": "project"}]}]})
    assert [finding.where for finding in refused.value.findings] == ["portfolio.toml, sources, 1 (a), feeds, 1 (project)"]


def test_a_changed_file_is_read_anew_and_an_equal_one_is_not_checked_again(tmp_path):
    """The path says nothing: the content decides. The name counts too, because messages name the file."""
    file, other = tmp_path / "portfolio.toml", tmp_path / "other.toml"
    file.write_text('[portfolio]\nname = "one"')
    one = load_settings(file)
    assert load_settings(file) is one
    file.write_text('[portfolio]\nname = "two"')
    assert load_settings(file).portfolio.name == "two"
    assert load_settings(file) != one
    for path in (file, other, file):
        path.write_text("[portfolios]")
        with pytest.raises(SettingsError, match=path.name):
            load_settings(path)


def test_a_night_leaves_the_settings_as_they_were_read(starter_run):
    """The steps of a night are all given the same settings, so none of them may change a dict in them."""
    file = starter_run[0] / "portfolio.toml"
    assert load_settings(file) == settings_from(tomllib.loads(file.read_text("utf-8")))
