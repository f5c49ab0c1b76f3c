"""The formats that are tried on a date."""

from cutline.settings.sources import ColumnMap
from cutline.sources.remedies.date_remedies import date_settings
from tests.cutline.sources.typed_rows.reading_cells import declared_source


def tried(text: str, **mapping: object) -> list[dict]:
    wanted = ColumnMap.model_validate({"from": ["x"], **mapping})
    return [dict(each.source) | dict(each.column) for each in date_settings(text, declared_source(), wanted)]


def test_formats_of_the_column_are_kept():
    assert {"formats": ("%Y", "%d.%m.%Y")} in tried("01.02.2027", formats=["%Y"])


def test_a_text_without_a_year_has_no_format():
    assert tried("12 March") == []


def test_a_year_is_no_serial_number():
    assert {"date_formats": ("excel",)} not in tried("2027")
    assert {"date_formats": ("excel",)} in tried("46447")
