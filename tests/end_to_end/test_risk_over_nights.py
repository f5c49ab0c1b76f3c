"""Two nights of one portfolio: the second reports what changed since the first."""

import re

import polars as pl
import pytest


def risks(folder, day: str, chance: str) -> None:
    """The starter's register as of a day: one risk of P1."""
    (folder / "exports" / "risks.csv").write_text(
        f"project_id,risk_id,probability,impact_likely,status,reviewed_on\nP1,R1,{chance},1000.00,open,{day}\n"
    )


def as_of(folder, day: str) -> None:
    path = folder / "portfolio.toml"
    text = re.sub(r"\nas_of = .*", "", path.read_text())
    path.write_text(text.replace("[portfolio]\n", f"[portfolio]\nas_of = {day}\n", 1))


def change(folder) -> list[tuple]:
    found = pl.read_parquet(folder / "published" / "parquet" / "risk_change.parquet")
    return found.select("project_id", "before_minor", "now_minor", "change_minor", "likelihood_minor").rows()


@pytest.mark.long
def test_a_risk_that_grew_overnight_shows_what_moved_it(starter, cutline):
    """10 % of 1,000 becomes 30 %: 200 more by likelihood. The same day again compares with the day before, not with itself."""
    path = starter / "portfolio.toml"
    path.write_text(path.read_text() + '\n[[sources]]\nname = "risks"\nfiles = "risks.csv"\n[[sources.feeds]]\ntable = "risks"\n')
    for day, chance, expected in (
        ("2027-01-01", "10%", []),
        ("2027-01-02", "30%", [("P1", 10_000, 30_000, 20_000, 20_000)]),
        ("2027-01-02", "20%", [("P1", 10_000, 20_000, 10_000, 10_000)]),
    ):
        risks(starter, day, chance)
        as_of(starter, day)
        code, _, err = cutline("run", starter)
        assert code == 0, err
        assert change(starter) == expected
    code, out, _ = cutline("trend", starter)
    assert code == 0
    assert "2027-01-01" in out
    assert "2027-01-02" in out
    assert pl.read_parquet(starter / "published" / "parquet" / "confidence_trend.parquet").height == 2
