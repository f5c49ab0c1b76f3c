"""Earned schedule, computed by hand."""

from datetime import date

from tests.cutline.metrics.earned_value.rows import found

LATE = [("P", m, 100, 80 if m <= 5 else None, 90 if m <= 5 else None, 1000) for m in range(1, 11)]


def test_earned_schedule_by_hand():
    """ES is 4 months, SV(t) -1 month and SPI(t) 0.8, so that ten months become 12.5.

    Ten months of 100 are planned, and 400 are earned after five of them.
    """
    it = found(*LATE)
    assert (it["es_milli_months"], it["at_milli_months"], it["sv_t_milli_months"], it["spi_t_milli"]) == (4000, 5000, -1000, 800)
    assert (it["planned_milli_months"], it["forecast_milli_months"]) == (10_000, 12_500)
    assert (it["status_finish"], it["planned_finish"], it["forecast_finish"]) == (
        date(2027, 5, 31),
        date(2027, 10, 31),
        date(2028, 1, 31),
    )
    assert (it["planned_minor"], it["earned_minor"], it["actual_minor"]) == (500, 400, 450)


def test_earned_schedule_lies_between_two_periods():
    """250 earned of 100 a month are two and a half months. A quarter counts as three months."""
    assert (
        found(("P", 1, 100, 250, 1, 300), ("P", 2, 100, None, None, 300), ("P", 3, 100, None, None, 300))["es_milli_months"]
        == 2500
    )
    quarters = [("P", 1, 100, 150, 1, 300), ("P", 4, 100, None, None, 300), ("P", 7, 100, None, None, 300)]
    assert [found(*quarters)[name] for name in ("es_milli_months", "at_milli_months", "planned_milli_months")] == [
        4500,
        3000,
        9000,
    ]


def test_a_complete_project_has_earned_its_whole_schedule():
    """If EV equals the budget, ES is the whole plan, and the forecast is the time that the project took."""
    it = found(("P", 1, 100, 60, 60, 200), ("P", 2, 100, 60, 60, 200), ("P", 3, 0, 80, 80, 200))
    assert (it["es_milli_months"], it["forecast_milli_months"], it["forecast_finish"]) == (2000, 3000, date(2027, 3, 31))


def test_a_gap_in_the_rows_does_not_stretch_the_status():
    """The status is February and the next row is June: the status ends with February."""
    it = found(("P", 1, 10, 10, 10, 40), ("P", 2, 10, 5, 10, 40), ("P", 6, 20, None, None, 40))
    assert (it["status_finish"], it["at_milli_months"], it["planned_finish"]) == (date(2027, 2, 28), 2000, date(2027, 6, 30))


def test_a_complete_project_has_earned_its_whole_schedule_after_a_rebaseline():
    """The plan is 100, then -40, then 20, and all 80 are earned: ES is three months."""
    it = found(("P", 1, 100, 0, 1, 80), ("P", 2, -40, 40, 1, 80), ("P", 3, 20, 40, 1, 80))
    assert (it["es_milli_months"], it["spi_t_milli"]) == (3000, 1000)
