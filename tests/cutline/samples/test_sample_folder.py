"""The same arguments give the same sample, each intended defect is there, and no existing portfolio is overwritten."""

from pathlib import Path

import pytest

from cutline.errors import UsageError
from cutline.samples.sample_folder import write_sample


def written(folder: Path, projects: int, seed: int) -> dict[str, bytes]:
    write_sample(folder, projects, seed)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def hundred(tmp_path_factory) -> dict[str, bytes]:
    return written(tmp_path_factory.mktemp("sample") / "p", 100, 7)


def test_the_same_arguments_give_the_same_bytes(hundred, tmp_path):
    """The workbooks are equal as well. Another seed gives files of the same names with other content, except three files."""
    assert written(tmp_path / "again", 100, 7) == hundred
    other = written(tmp_path / "other", 100, 8)
    assert other.keys() == hundred.keys()
    same = {name for name in hundred if other[name] == hundred[name]}
    assert same == {"portfolio.toml", "exports/fund_rules_20270301.csv", "exports/archive_20270301.csv"}


@pytest.mark.parametrize(
    ("file", "encoding", "cell"),
    [
        ("ppm_projects_20270301.csv", "cp1252", "Q3 or so"),
        ("ppm_projects_20270301.csv", "cp1252", "31/02/2028"),
        ("resource_demand_20270301.txt", "utf-16", "two"),
        ("risk_register_20270301.csv", "latin-1", "likely"),
    ],
)
def test_each_defect_is_there_in_one_project(hundred, file, encoding, cell):
    """Exactly one project has the cell that cannot be read, in the encoding of its system."""
    rows = [
        line.replace("\t", ";").replace(",", ";").split(";") for line in hundred[f"exports/{file}"].decode(encoding).splitlines()
    ]
    assert len({row[0] for row in rows if cell in row}) == 1


def test_last_weeks_file_has_no_defects(hundred):
    """Only the newest export has defects."""
    old = hundred["exports/ppm_projects_20270222.csv"].decode("cp1252")
    assert "Q3 or so" not in old
    assert "31/02/2028" not in old


def test_a_benefit_without_project_and_one_with_foreign_marks(hundred):
    """One row has an empty first cell, and one amount has points and no comma."""
    rows = [line.split(";") for line in hundred["exports/benefits_20270301.csv"].decode("utf-8-sig").splitlines()[1:]]
    assert sum(not row[0] for row in rows) == 1
    assert sum("," not in row[4] for row in rows) == 1


@pytest.mark.parametrize("projects", [4, 5001])
def test_sizes_that_make_no_sense_are_refused(tmp_path, projects):
    """Fewer than five or more than five thousand projects are refused before anything is written."""
    with pytest.raises(UsageError, match="5 to 5000"):
        write_sample(tmp_path / "p", projects, 1)
    assert not (tmp_path / "p").exists()


def test_a_portfolio_is_not_overwritten(tmp_path):
    """An existing portfolio.toml stays as it is."""
    (tmp_path / "portfolio.toml").write_text("mine")
    with pytest.raises(UsageError, match="already has a portfolio"):
        write_sample(tmp_path, 10, 1)
    assert (tmp_path / "portfolio.toml").read_text() == "mine"
