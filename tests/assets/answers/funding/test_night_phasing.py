"""The best phasing of a night keeps the limit of its settings, and says for each purse what it had and what it gets."""

import polars as pl

from assets.answers.funding.night_phasing import night_phasing
from pipelines.commands.questions.prices import _phasing_lines


def test_money_of_a_later_year_lets_a_project_in(published_starter):
    """P2 needs 270,000 more capex in 2027. Half of the 600,000 of that year may be added, and 2028 has money that nobody needs."""
    night = published_starter / "published"
    path, years = night / "problem" / "budgets.parquet", night / "problem" / "years.parquet"
    budgets = pl.read_parquet(path)
    later = budgets.with_columns(fiscal_year=pl.col("fiscal_year") + 1, amount_minor=pl.lit(200_000_000, dtype=pl.Int64))
    pl.concat([budgets, later]).write_parquet(path)
    pl.DataFrame({"fiscal_year": [2027, 2028]}).write_parquet(years)
    settings = night / "portfolio.toml"
    settings.write_text(settings.read_text("utf-8").replace("[planning]", "[planning]\nphasing_within_bp = 5000"), "utf-8")
    whole, half = night_phasing(night, seconds=60).found
    assert (whole.within_bp, whole.entered, whole.moved, whole.bound == whole.value) == (5000, ("P2",), 27_000_000, True)
    assert [(each.cost_class, each.fiscal_year, each.before, each.after) for each in whole.shifts] == [
        ("capex", 2027, 60_000_000, 87_000_000), ("capex", 2028, 200_000_000, 173_000_000),
    ]  # fmt: skip
    assert (half.within_bp, half.is_none_better) == (2500, True)
    lines = list(_phasing_lines(night_phasing(night, seconds=60)))
    assert lines[2].startswith("  within 50 % of each year: €270,000.00 in other years bring €145.7k; in: P2")
    assert lines[3] == "    MAIN capex FY2027: €870,000.00, €270,000.00 more"
