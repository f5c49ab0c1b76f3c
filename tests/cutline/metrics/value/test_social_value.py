"""Net present social value of modes, compared with doing the minimum."""

import polars as pl

from cutline.metrics.value.social_value import social_value


def appraised(*rows: tuple) -> pl.LazyFrame:
    """(project, mode, cost, benefit), discounted."""
    schema = {"project_id": pl.String, "mode_id": pl.String, "present_cost_minor": pl.Int64, "present_benefit_minor": pl.Int64}
    net = pl.col("present_benefit_minor") - pl.col("present_cost_minor")
    return pl.LazyFrame(rows, schema=schema, orient="row").with_columns(npv_minor=net)


def modes(**is_do_minimum: bool | None) -> pl.LazyFrame:
    """Modes of P: those that are named, and whether they are the least that could be done."""
    schema = {"project_id": pl.String, "mode_id": pl.String, "is_do_minimum": pl.Boolean}
    return pl.LazyFrame([("P", *mode) for mode in is_do_minimum.items()], schema=schema, orient="row")


def test_a_mode_beside_the_minimum_by_hand():
    """Cost 100 for 150 beside 20 for 30: NPSV 50 is 40 more; 120 more benefit for 80 more cost is 1.5; without bias the cost was 80."""
    with_bias = appraised(("P", "full", 100, 150), ("P", "least", 20, 30))
    without_bias = appraised(("P", "full", 80, 150), ("P", "least", 20, 30))
    found = social_value(with_bias, without_bias, modes(full=None, least=True)).collect()
    full, least = found.rows(named=True)
    assert (full["npsv_minor"], full["optimism_bias_minor"], full["bcr_milli"]) == (50, 20, 1500)
    assert (full["over_do_minimum_minor"], full["incremental_bcr_milli"]) == (40, 1500)
    assert (full["switching_benefit_bp"], full["switching_cost_bp"]) == (3333, 5000)
    assert (least["is_do_minimum"], least["over_do_minimum_minor"], least["incremental_bcr_milli"]) == (True, None, None)


def test_of_two_minimum_modes_the_first_by_id_counts():
    """The NPSV of a is 10 and that of b is 5: 50 is 40 more than the first."""
    rows = appraised(("P", "b", 10, 15), ("P", "a", 20, 30), ("P", "full", 100, 150))
    found = social_value(rows, rows, modes(a=True, b=True, full=False)).collect()
    assert found.filter(pl.col("mode_id") == "full")["over_do_minimum_minor"].item() == 40


def test_without_a_minimum_or_a_benefit_there_is_nothing_to_compare_with():
    """A mode that nobody declares is not the minimum; with no benefit, no fall of benefits matters and the ratio to it is null."""
    rows = appraised(("P", "full", 20, 0))
    found = social_value(rows, rows, modes()).collect().row(0, named=True)
    assert (found["is_do_minimum"], found["over_do_minimum_minor"], found["incremental_bcr_milli"]) == (False, None, None)
    assert (found["bcr_milli"], found["switching_benefit_bp"], found["switching_cost_bp"]) == (0, None, -10_000)
