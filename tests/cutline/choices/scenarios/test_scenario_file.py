"""The file of a scenario is read with what it inherits, and what is wrong with it is told."""

import pytest

from cutline.choices.scenarios.scenario_file import change_bp, load_scenario, merged
from cutline.errors import SettingsError


def write(folder, **files: str) -> None:
    (folder / "scenarios").mkdir()
    for name, text in files.items():
        (folder / "scenarios" / f"{name}.toml").write_text(text)


def test_what_a_scenario_states_counts_before_what_it_inherits(tmp_path):
    """Tables are merged key by key, over several scenarios; lists are replaced."""
    write(
        tmp_path,
        a='[money]\nA = "+1%"\nB = "+2%"\n[projects]\nforce_in = ["P"]\n[settings.finance]\ndiscount_rate_bp = 100\n',
        b='inherits = "a"\n[money]\nB = "-3%"\n',
        c='inherits = "b"\ntitle = "C"\n[projects]\nforce_in = ["Q"]\n[projects.delay]\nP = 2\n',
    )
    found = load_scenario(tmp_path, "c")
    assert found.money == {"A": "+1%", "B": "-3%"}
    assert (found.title, found.projects.force_in, found.projects.delay) == ("C", ("Q",), {"P": 2})
    assert found.settings == {"finance": {"discount_rate_bp": 100}}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[mony]\n", ("unknown key 'mony'", "write 'money'")),
        ('[money]\nA = "5"\n', ("is no change", '"+5%"')),
        ('[people]\nA = "-101%"\n', ("is no change",)),
        ("[projects]\nforce = []\n", ("unknown key 'force'", "force_in")),
        ("[projects.delay]\nP = 0\n", ("from 1 on",)),
        ("[projects.delay]\nP = 99999999999999999999\n", ("at most 1000",)),
        ("[projects.delay]\nP = true\n", ("integer",)),
        ("[[[", ("is not TOML",)),
        ('inherits = "b"\n', ("a inherits from b inherits from a", "a chain that ends")),
        ('inherits = "gone"\n', ("no such scenario", "one of a, b")),
    ],
)
def test_what_is_wrong_with_a_scenario_is_told(text, told, tmp_path):
    """Each with its file, what was found and what to do."""
    write(tmp_path, a=text, b='inherits = "a"\n')
    with pytest.raises(SettingsError) as error:
        load_scenario(tmp_path, "a")
    for words in told:
        assert words in str(error.value)
    assert "scenarios/" in str(error.value)


def test_a_change_is_in_basis_points():
    """With a sign and a percent sign, exactly."""
    assert [change_bp(text) for text in ("+5%", "-10 %", "+0.25%", "-100%")] == [500, -1000, 25, -10000]
    for text in ("5%", "+5", "+5.555%", "", "-100.01%"):
        with pytest.raises(ValueError, match="no change"):
            change_bp(text)


def test_tables_are_merged_and_the_originals_stay():
    """Neither argument changes."""
    base, over = {"a": {"x": 1, "y": [1]}, "b": 1}, {"a": {"y": [2], "z": 3}}
    assert merged(base, over) == {"a": {"x": 1, "y": [2], "z": 3}, "b": 1}
    assert (base, over) == ({"a": {"x": 1, "y": [1]}, "b": 1}, {"a": {"y": [2], "z": 3}})
