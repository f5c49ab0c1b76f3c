"""The changes that are tried on a number: few, and only those that its look allows."""

import pytest

from cutline.settings.sources import ColumnMap
from cutline.sources.remedies.number_remedies import number_settings
from tests.cutline.sources.typed_rows.reading_cells import AMOUNT, declared_source

PLAIN = ColumnMap.model_validate({"from": ["x"]})


@pytest.mark.parametrize(
    ("text", "settings"),
    [("soon", []), ("12,5", [{"decimal": ",", "thousands": "."}, {"decimal": ",", "thousands": " "}, {"decimal": ",", "thousands": "'"}]),
     ("250-", [{"negative_suffixes": ("-",)}]), ("7.5440249999999995", [{"round_to_15_digits": True}])],
)  # fmt: skip
def test_only_what_the_text_may_need_is_tried(text, settings):
    tried = [
        dict(each.source) for each in number_settings(AMOUNT, text, declared_source(), PLAIN) if each.size == 1 and each.source
    ]
    assert tried == settings


def test_a_unit_is_tried_only_where_none_is_declared():
    def units(wanted: ColumnMap) -> set[str]:
        return {each.column["unit"] for each in number_settings(AMOUNT, "1.2345", declared_source(), wanted) if each.column}

    assert units(PLAIN) == {"k", "m", "bn"}
    assert units(ColumnMap.model_validate({"from": ["x"], "unit": "k"})) == set()
