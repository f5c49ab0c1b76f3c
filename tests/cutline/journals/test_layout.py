"""A layout is data, and a layout that cannot be used says why."""

import pytest

from cutline.errors import SettingsError
from cutline.journals.layout import FIELDS, fields_in, layout_text, load_layout, own_layouts


@pytest.mark.parametrize("name", own_layouts())
def test_every_layout_of_cutline_says_what_it_is_and_what_is_not_public(name):
    """Somebody who knows the system must be able to check it."""
    layout = load_layout(name)
    assert layout.title
    assert layout.source
    assert layout.books == "budget"
    assert {field for column in layout.columns for field in fields_in(column.value)} <= FIELDS.keys()


def test_the_columns_of_oracle_are_those_of_the_interface_table():
    """REFERENCE3 and REFERENCE11 to 20 stay empty, and no allocation is an actual."""
    columns = {column.header: column for column in load_layout("oracle").columns}
    assert [f"SEGMENT{i}" for i in range(1, 31)] == [name for name in columns if name.startswith("SEGMENT")]
    assert all(not columns[f"REFERENCE{i}"].value for i in (3, *range(11, 21)))
    assert columns["ACTUAL_FLAG"].value == "B"
    assert (columns["USER_JE_SOURCE_NAME"].most_characters, columns["CURRENCY_CODE"].most_characters) == (25, 15)


def test_a_layout_that_inherits_states_only_what_differs(tmp_path):
    """A column of the same header is changed in its place, a new one comes last, and codes are added."""
    path = tmp_path / "own.toml"
    path.write_text(
        'inherits = "oracle"\nbooks = "encumbrance"\n[[columns]]\nheader = "ACTUAL_FLAG"\nvalue = "E"\n[[columns]]\nheader = "ENCUMBRANCE_TYPE_ID"\n'
        'value = "1000"\n[maps.ids]\nledger = "300"\n'
    )
    own, parent = load_layout(str(path)), load_layout("oracle")
    assert [column.header for column in own.columns] == [*(column.header for column in parent.columns), "ENCUMBRANCE_TYPE_ID"]
    assert next(column for column in own.columns if column.header == "ACTUAL_FLAG").value == "E"
    assert next(column for column in own.columns if column.header == "ACTUAL_FLAG").needed
    assert own.maps["ids"] == {"ledger": "300", "company": "01"}
    assert own.books == "encumbrance"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "at least one column"), ("[[columns]]\nheader = 'a'\nvalue = '{projct_id}'\n", "did you mean 'project_id'?"),
        ("[[columns]]\nheader = 'a'\n[[columns]]\nheader = 'a'\n", "two are called 'a'"), ("[[columns]]\nheader = 'a'\nvalue = '{key'\n", "expected '}'"),
        ("[[columns]]\nheader = 'a'\nvalue = '{key:>9}'\n", "no format"), ("[[columns]]\nheader = 'a'\nmap = 'm'\n", "[maps.m]"),
        ("[[column]]\nheader = 'a'\n", "column"), ("most_lines = 1\n[[columns]]\nheader = 'a'\n", "2 or more"), ("x = \n", "Invalid value"),
        ("inherits = 'orcale'\n", "did you mean 'oracle'?"), ("columns = 3\n", "columns"), ("[[columns]]\nvalue = 'x'\n", "header"),
    ],
)  # fmt: skip
def test_a_layout_that_cannot_be_used_says_why(tmp_path, text, said):
    """With the place and the remedy."""
    (tmp_path / "own.toml").write_text(text)
    with pytest.raises(SettingsError) as error:
        load_layout(str(tmp_path / "own.toml"))
    assert said in str(error.value)


def test_an_unknown_layout_is_told_with_those_there_are(tmp_path):
    """By name and as a file."""
    with pytest.raises(SettingsError, match="did you mean 'netsuite'"):
        load_layout("netsuit")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_layout(str(tmp_path / "nowhere.toml"))
    assert "GL_INTERFACE" in layout_text("oracle")
