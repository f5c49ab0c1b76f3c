"""Rules about three-point estimates of costs, benefits and risks."""

import polars as pl

from data_quality.rule_model.figures import money_words
from data_quality.rule_model.night import Night
from data_quality.rule_model.objections import objections_to_rows
from data_quality.rule_model.owners import FINANCE
from data_quality.rule_model.rule import Rule

THREE_POINTS = {
    "cost_lines": ("low_minor", "amount_minor", "high_minor"),
    "benefits": ("low_minor", "amount_minor", "high_minor"),
    "risks": ("impact_min_minor", "impact_likely_minor", "impact_max_minor"),
}


def _out_of_order(night: Night) -> pl.DataFrame:
    """The rows in which two known points are in the wrong order."""
    found = []
    for table, (low, likely, high) in THREE_POINTS.items():
        wrong = [pl.col(a) > pl.col(b) for a, b in ((low, likely), (likely, high), (low, high))]
        rows = night.tables[table].filter(pl.any_horizontal(each.fill_null(value=False) for each in wrong))
        points = [money_words(name, night.settings) for name in (low, likely, high)]
        found.append(objections_to_rows(rows, pl.format("project {}: {}, {}, {}", "project_id", *points), low, table))
    return pl.concat(found)


RULES = (
    Rule("three_points_in_order", "all tables", "warn", FINANCE, "in costs, benefits and risks the low amount is at most the likely one, and the likely one at most the high one",
         "mend the three amounts; until then the range is not used, and the likely amount is taken instead", _out_of_order),
)  # fmt: skip
