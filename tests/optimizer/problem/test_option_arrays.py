"""Amounts of options by place, as arrays."""

import polars as pl

from optimizer.problem.option_arrays import CLASS_ORDER, LINE_SCHEMA, OptionAmounts


def test_lines_are_added_sorted_and_without_zeros():
    """Option 1 spends 3 + 4 capex in 2027 and nothing in 2028; opex stands after capex whatever the order of rows."""
    rows = [
        (0, "opex", 2027, 9),
        (1, "capex", 2027, 3),
        (1, "capex", 2027, 4),
        (1, "capex", 2028, 5),
        (1, "capex", 2028, -5),
        (0, "capex", 2027, 2),
    ]
    lines = OptionAmounts.of(pl.DataFrame(rows, schema=LINE_SCHEMA, orient="row"), CLASS_ORDER)
    found = [(place, options.tolist(), amounts.tolist()) for place, options, amounts in lines.by_place()]
    assert found == [(("capex", 2027), [0, 1], [2, 7]), (("opex", 2027), [0], [9])]
    assert [each.tolist() for each in lines.at(("capex", 2027))] == [[0, 1], [2, 7]]
    assert [each.tolist() for each in lines.at(("capex", 2030))] == [[], []]
