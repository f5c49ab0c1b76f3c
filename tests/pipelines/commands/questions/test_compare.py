"""`cutline compare` answers for people and for machines, from the files of two nights."""

import json
import shutil


def test_compare_tells_what_differs_between_two_nights_and_what_caused_it(published_starter, cutline):
    """P2 becomes cheap enough to join: the cause is what changed of P2, and the difference is the whole difference."""
    code, _, err = cutline("compare", published_starter)
    assert (code, "1 night(s)" in err) == (2, True)
    lines = published_starter / "exports" / "cost_lines.csv"
    lines.write_text(lines.read_text().replace("350,000.00", "70,000.00"))
    assert cutline("run", published_starter, "--quick")[0] == 0
    code, out, err = cutline("compare", published_starter)
    assert code == 0
    assert "enters    P2 Solar roof: +€417.8k" in out
    assert "spend     MAIN capex FY2027: €520,000.00 to €590,000.00, of €600,000.00 to €600,000.00" in out
    [cause] = [line for line in out.splitlines() if line.startswith("cause")]
    assert cause.startswith(
        "cause     projects: +€417.8k; changed: options (1 row(s) before, 1 after), spend (1 row(s) before, 1 after) of P2"
    )
    assert cause.endswith("; P2 enters")
    first, second = sorted((published_starter / "store" / "nights").iterdir())
    answer = json.loads(cutline("compare", second, first, "--json")[1])  # the other way round
    assert [each["change"] for each in answer["projects"]] == ["leaves"]
    assert sum(each["difference"] for each in answer["causes"]) == answer["values"][1] - answer["values"][0] < 0
    code, out, _ = cutline("compare", first, first)
    assert "the same projects, each in the same way" in out
    assert "nothing that decides the plan has changed" in out
    code, out, _ = cutline("compare", first, second, "--no-causes")
    assert out.splitlines()[-1] == "causes    not told: they were not asked for"


def test_a_folder_that_is_no_night_is_told(published_starter, cutline, tmp_path):
    """Exit code 2, and what to do."""
    code, _, err = cutline("compare", published_starter, tmp_path)
    assert code == 2
    assert "there is no night to ask" in err


def test_nights_in_different_units_are_not_compared(published_starter, cutline, tmp_path):
    """The same currency with another number of decimals would make every difference a hundred times too large or small."""
    other = shutil.copytree((published_starter / "published").resolve(), tmp_path / "night")
    toml = other / "portfolio.toml"
    toml.chmod(0o644)
    toml.write_text(toml.read_text().replace('currency = "EUR"', 'currency = "EUR"\nminor_digits = 0'))
    code, out, err = cutline("compare", published_starter, other)
    assert (code, out, "value in EUR with 0 decimal(s)" in err) == (2, "", True)


def test_a_list_of_projects_is_valued_beside_the_night(published_starter, cutline, tmp_path):
    """Without P1, which earns more, and with the roof, which follows P3."""
    path = tmp_path / "list.csv"
    path.write_text("project_id\nP2\nP3\n")
    code, out, err = cutline("compare", published_starter, "--selection", path)
    assert code == 0, err
    assert "enters    P2 Solar roof" in out
    assert "leaves    P1 Replace the billing system" in out
    answer = json.loads(cutline("compare", published_starter, "--selection", path, "--json")[1])
    assert answer["planned"]
    assert answer["gap"] == 0
    assert {each["project_id"]: each["change"] for each in answer["projects"]} == {"P1": "leaves", "P2": "enters"}
    [row] = [each for each in answer["spend"] if each["fiscal_year"] == 2027 and each["cost_class"] == "capex"]
    assert row["allocated_minor_after"] == 47_000_000  # 350,000 of the roof and 120,000 of P3


def test_a_list_without_a_required_project_says_which_rule_it_breaks(published_starter, cutline, tmp_path):
    """P1 alone: the mandate of P3 is broken."""
    path = tmp_path / "list.txt"
    path.write_text("P1\n")
    code, out, err = cutline("compare", published_starter, "--selection", path)
    assert code == 0, err
    assert "breaks    P3 is left out: " in out
    assert "leaves    P3" in out


def test_a_list_that_cannot_be_funded_comes_with_the_way_out(published_starter, cutline, tmp_path):
    """All three projects cost more than the fund has: exit code 4, the conflict and the least money."""
    path = tmp_path / "list.txt"
    path.write_text("P1\nP2\nP3\n")
    code, _, err = cutline("compare", published_starter, "--selection", path)
    assert code == 4
    assert "P2 Solar roof must be in the plan (selected: selected by hand)" in err
    assert "the least" in err
    code, out, _ = cutline("compare", published_starter, "--selection", path, "--json")
    assert (code, json.loads(out)["planned"]) == (4, False)


def test_the_published_night_is_compared_with_the_approved_one(published_starter, cutline):
    """Without an approval it says how to make one."""
    code, _, err = cutline("compare", published_starter, "--approved")
    assert (code, "approve one with cutline approve" in err) == (2, True)
    assert cutline("approve", published_starter, "--by", "B", "--note", "m")[0] == 0
    code, out, err = cutline("compare", published_starter, "--approved", "--no-causes")
    assert code == 0, err
    assert "the same projects, each in the same way" in out
    assert out.startswith("000001-")
    code, _, err = cutline("compare", published_starter, published_starter, "--approved")
    assert (code, "at most one" in err) == (2, True)
