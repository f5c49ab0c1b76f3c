"""The UK Government's major projects over three published years: confidence, cost and finish dates, by the command line,
checked by another road.
"""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median

import pytest

from tests.examples.published_portfolios import rows_of_file

EDITIONS = ("uk_gmpp_2015", "uk_gmpp_2018", "uk_gmpp")
LOW = ("amber/red", "red")


@pytest.fixture(scope="module")
def portfolios(night_of) -> list[Path]:
    """The three examples, each with its published file and its night run."""
    return [night_of(name) for name in EDITIONS]


def pounds(text: str) -> Decimal | None:
    """Millions, or unknown where it is words."""
    try:
        return Decimal(text.replace("£", "").replace(",", "").removesuffix("m"))
    except ArithmeticError:
        return None


def day(text: str, form: str) -> date | None:
    try:
        found = datetime.strptime(text, form).date()  # noqa: DTZ007
    except ValueError:
        return None
    return found.replace(year=found.year + 100) if found.year < 1990 and "%y" in form else found


def by_another_road(shared_data: Path) -> list[dict[str, tuple]]:
    """Name to (rating, whole-life cost in millions, end) of each year, by the standard library alone."""
    columns = list(zip(*rows_of_file(shared_data, "uk_gmpp_2015.csv"), strict=False))
    head = [cell.split("\n")[0].strip() for cell in columns[0]]
    at = {
        name: next(i for i, cell in enumerate(head) if cell.startswith(name))
        for name in ("MPA RAG", "Project - End", "Total budgeted")
    }
    first = {
        c[0]: (c[at["MPA RAG"]], pounds(c[at["Total budgeted"]]), day(c[at["Project - End"]], "%d/%m/%Y"))
        for c in columns[1:]
        if c[0].strip()
    }
    years = [first]
    for file, delimiter, form in (("uk_gmpp_2018.csv", ",", "%d.%m.%y"), ("uk_gmpp_2021.csv", ";", "%Y-%m-%d")):
        heads, *rows = rows_of_file(shared_data, file, delimiter=delimiter)
        name, rating, cost, end = (heads.index(h) for h in ("project_name", "colour_rating", "wlc_baseline_incl_NCG", "end_date"))
        years.append({row[name]: (row[rating], pounds(row[cost]), day(row[end], form)) for row in rows if any(row)})
    return [{" ".join(name.lower().split()): value for name, value in year.items()} for year in years]


@pytest.mark.long
def test_three_years_of_confidence_cost_and_slip(portfolios, shared_data, cutline, tmp_path):
    """£488.9bn, £422.7bn, £542.0bn; amber/red or red 26.1 %, 35.7 %, 29.0 % of those rated; what the projects in both years
    cost and how late they are.
    """
    code, out, err = cutline("trend", *portfolios, "--by-name", "--out", tmp_path / "trend.html", "--json")
    assert code == 0, err
    rows = json.loads(out)
    assert [f"{row['whole_life_cost_minor'] / 1e11:.1f}" for row in rows] == ["488.9", "422.7", "542.0"]
    years = by_another_road(shared_data)
    assert [row["projects"] for row in rows] == [188, 133, 184]
    for row, year in zip(rows, years, strict=True):
        ratings = [
            rating.lower()
            for rating, _, _ in year.values()
            if ("exempt" not in rating.lower() and "red" in rating.lower()) or rating.lower() in ("green", "amber", "amber/green")
        ]
        low = sum(rating in LOW for rating in ratings)
        assert abs(row["low_confidence_bp"] - 10_000 * low / len(ratings)) < 15  # a name that stands twice is one here
    for row, before, now in zip(rows[1:], years, years[1:], strict=False):
        both = sorted(set(before) & set(now))
        assert row["matched"] == len(both) > 30
        costs = [(before[name][1], now[name][1]) for name in both if before[name][1] is not None and now[name][1] is not None]
        then, later = (sum(pair[i] for pair in costs) for i in (0, 1))
        assert (row["cost_matched"], row["cost_before_minor"], row["cost_now_minor"]) == (len(costs), then * 10**8, later * 10**8)
        slips = [(now[name][2] - before[name][2]).days for name in both if before[name][2] and now[name][2]]
        assert (row["finish_matched"], row["finish_later"]) == (len(slips), sum(slip > 0 for slip in slips))
        assert row["median_slip_days"] == pytest.approx(median(slips), abs=0.5)
    page = (tmp_path / "trend.html").read_text("utf-8")
    assert "<svg" in page
    assert "<script" not in page
    assert "£542.0bn" in page


@pytest.mark.long
def test_editions_that_are_none_of_one_another_are_refused(portfolios, cutline, tmp_path):
    """The same day twice, or nothing published: usage, with what to do."""
    code, _, err = cutline("trend", portfolios[0], portfolios[0])
    assert code == 2
    assert "a day each" in err
    code, _, err = cutline("trend", tmp_path)
    assert code == 2
