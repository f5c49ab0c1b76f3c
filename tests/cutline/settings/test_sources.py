"""The blocks [[sources]] refuse settings that can only fail later, and the message says why."""

import pytest

from cutline.errors import SettingsError
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from


def settings(columns: dict | None = None, **source: object) -> Settings:
    """Settings with one source of cost lines."""
    feed = {"table": "cost_lines", "columns": columns or {}}
    return settings_from({"sources": [{"name": "s", "files": "f*", "feeds": [feed], **source}]})


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"date_formats": ["%Y-%d-%m"]}, "day and month exchanged"),
        ({"date_formats": ["%F"]}, "'%F' is not a date format"),  # an abbreviation that nothing here expands
        ({"date_formats": ["%m/%d"]}, "'%m/%d' is not a date format"),  # no year
        ({"date_formats": ["%Y-%j"]}, "'%Y-%j' is not a date format"),  # days of the year
        ({"date_formats": ["%Y-%Y-%Y"]}, "'%Y-%Y-%Y' is not a date format"),  # more than a fiscal year has
        ({"date_formats": ["%d.%m.%y"]}, "needs two_digit_years_from"),
        ({"null_patterns": ["(?!TEST).*"]}, "'(?!TEST).*' is not a regular expression"),  # Polars knows no look-ahead
        ({"columns": {"project_id": {"from": "x", "match": "(?!T).*"}}}, "'(?!T).*' is not a regular expression"),
        ({"files": ""}, "at least 1 character"),
        ({"columns": {"project_id": {"from": "x", "match": "P(.*)", "write": "$2"}}}, "only groups of `match`, which has 1"),
        ({"columns": {"project_id": {"from": "x", "write": "$1"}}}, "`write` needs `match`"),
        ({"columns": {"amount": {"from": "amount", "unit": "hours"}}, "hours_per_fte": 1}, "unit 'hours' does not fit cost_lines.amount"),
        ({"columns": {"amount": {"from": "amount", "unit": "percent"}}}, "unit 'percent' does not fit cost_lines.amount"),
        ({"columns": {"cost_class": {"value": "?"}}}, "nobody has answered"),
        ({"columns": {"cost_class": {"from": "x", "values": {"Invest": "?"}}}}, "nobody has answered"),
        ({"columns": {"amount": {"from": "x", "decimal": ","}}}, "thousands and decimal of amount are both ','"),
        ({"date_formats": ["%d.%P.%Y"]}, "'%d.%P.%Y' is not a date format"),  # a posting period has no day
        ({"date_formats": ["%Y-W%V"]}, "'%Y-W%V' is not a format of ISO weeks"),  # a calendar year is not the year of the week
        ({"date_formats": ["%G-%m"]}, "'%G-%m' is not a format of ISO weeks"),
        ({"date_formats": ["KW%V/%g"]}, "needs two_digit_years_from"),
        ({"date_formats": ["%G-W%V", "%Y-%m-%d"]}, "state the formats of period_start in its mapping"),
        ({"columns": {"project_id": {"parts": ["a"]}}}, "two or more `parts`"),
        ({"columns": {"project_id": {"parts": ["a", "b"], "from": "c"}}}, "exactly one of `from`, `value`"),
        ({"columns": {"project_id": {"parts": ["a", "b"], "fill_down": True}}}, "`fill_down` needs `from`"),
        ({"feeds": [{"table": "cost_lines", "where": {"kind": {"match": "(?!T)"}}}]}, "is not a regular expression"),
        ({"feeds": [{"table": "cost_lines", "where": {"kind": {"mach": "T.*"}}}]}, "unknown key 'mach'"),
        ({"locale": "pt"}, "Input should be 'en', 'de', 'fr', 'es' or 'it'"),
        ({"transposed": True, "header_row": 2}, "transposed file has its headers in the first column"),
    ],
)  # fmt: skip
def test_settings_that_could_only_go_wrong_are_refused(source, said):
    """Each case has a format, pattern, unit or question that no cell can ever match."""
    with pytest.raises(SettingsError) as refused:
        settings(**source)
    assert said in str(refused.value)


def test_hours_need_the_hours_of_an_fte():
    """Demand in hours is refused without hours_per_fte and accepted with it."""
    feed = {"table": "demand", "columns": {"fte": {"from": "Hours", "unit": "hours"}}}
    source = {"name": "s", "files": "f*", "feeds": [feed]}
    with pytest.raises(SettingsError, match="needs hours_per_fte"):
        settings_from({"sources": [source]})
    assert settings_from({"sources": [{**source, "hours_per_fte": 480}]}).source("s").hours_per_fte == 480


def test_a_header_may_be_written_in_three_ways():
    """A text, a list of aliases and a table with `from` mean the same."""
    for written in ("Amount", ["Amount"], {"from": "Amount"}, {"from": ["Amount"]}):
        assert settings(columns={"amount": written}).source("s").feeds[0].columns["amount"].from_ == ("Amount",)


def test_a_settings_error_names_the_source():
    """The message names the source and not only its number, because nobody counts thirteen sources."""
    with pytest.raises(SettingsError, match=r"sources, 1 \(s\), feeds, 1 \(cost_lines\), columns, amount"):
        settings(columns={"amount": {"from": "amount", "unit": "furlong"}})
