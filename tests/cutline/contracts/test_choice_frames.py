"""The frames that are handed to the optimiser have the names and columns that the optimiser reads."""

from dataclasses import fields

import polars as pl
import pytest

from cutline.choices.options.building import build_choices
from cutline.choices.options.choices import CHOICE_NAMES, Choices
from cutline.contracts.choice_frames import CHOICE_FRAMES, OPTION_KEY
from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.settings.all_settings import Settings
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA

NOT_READ_BY_THE_OPTIMISER = {"left_out"}
WITH_OPTIONS = ("options", "spend", "demand", "approved", "limit_terms", "deviations", "scenarios")


def test_choices_and_the_contract_name_the_same_frames():
    """No frame is built without being declared, and none is declared without being built."""
    assert {field.name for field in fields(Choices)} == set(CHOICE_NAMES)
    assert set(CHOICE_NAMES) - NOT_READ_BY_THE_OPTIMISER == set(CHOICE_FRAMES)


@pytest.mark.parametrize("name", CHOICE_FRAMES)
def test_every_frame_is_built_with_the_declared_columns(name):
    """Even the frames of an empty portfolio have the declared columns in the declared types."""
    tables = {table: TABLES[table].empty() for table in EXPORTED}
    schema = build_choices(tables, pl.DataFrame(schema=QUARANTINE_SCHEMA), Settings()).frames()[name].schema
    assert {column: schema.get(column) for column in CHOICE_FRAMES[name]} == CHOICE_FRAMES[name]


def test_frames_with_options_have_the_whole_key():
    """The key of an option is the same three columns in every frame."""
    assert OPTION_KEY == ("project_id", "mode_id", "start_index")
    for name in WITH_OPTIONS:
        assert set(OPTION_KEY) <= set(CHOICE_FRAMES[name])
