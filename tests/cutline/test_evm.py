"""Earned value and earned schedule: the published vectors, hand-worked cases, the edges, and sums that tie."""

import csv
from datetime import date

import polars as pl
import pytest

from cutline.metrics.earned_value.earned_value import earned_value
from cutline.metrics.earned_value.groups import earned_value_of_groups
from cutline.metrics.earned_value.time_phased import time_phased

EVM = {
    "project_id": pl.String, "control_account": pl.String, "period_start": pl.Date, "planned_minor": pl.Int64, "earned_minor": pl.Int64,
    "actual_minor": pl.Int64, "budget_at_completion_minor": pl.Int64, "estimate_to_complete_minor": pl.Int64,
}  # fmt: skip


def evm(*rows: tuple, account: str | None = None) -> pl.LazyFrame:
    """Rows of project, month of 2027 on, planned, earned, actual, budget and, if it is stated, the estimate to complete."""
    full = [
        (p, account, date(2027 + (m - 1) // 12, (m - 1) % 12 + 1, 1), *rest, *[None] * (5 - len(rest))) for p, m, *rest in rows
    ]
    return pl.LazyFrame(full, schema=EVM, orient="row")


def found(*rows: tuple, **options: str) -> dict:
    return earned_value(time_phased(evm(*rows)), **options).collect().row(0, named=True)  # type: ignore[arg-type]


def vectors(shared_data) -> list[tuple[str, dict[str, float], float]]:
    with (shared_data / "finance" / "pra_vectors.csv").open() as file:
        return [
            (row["function"], dict(part.split("=") for part in row["inputs"].split(";")), float(row["expected"]))
            for row in csv.DictReader(file)
        ]


def agrees(function: str, given: dict[str, str], expected: float) -> bool:
    """Whether one published vector comes out, in cents and thousandths. Indices that a vector states are made by the amounts that have them."""
    cents = {name: round(float(text) * 100) for name, text in given.items() if name in ("bac", "ev", "ac", "pv", "eac")}
    if function in ("pv", "ac"):
        parts = [float(part) for part in given["schedule" if function == "pv" else "costs"].split("|")]
        scale = cents["bac"] if function == "pv" else 100
        increments = [round((after - before) * scale) for before, after in zip([0.0, *parts], parts, strict=False)][
            : int(given["period"])
        ]
        rows = [("P", m, amount, 1, amount, 0) for m, amount in enumerate(increments, 1)]
        return found(*rows)["planned_minor" if function == "pv" else "actual_minor"] == expected * 100
    ev = round(cents["bac"] * float(given["pct"])) if "pct" in given else cents.get("ev", 8_000_000)
    ac = round(ev / float(given["cpi"])) if "cpi" in given else cents.get("ac", 10_000_000)
    pv = round(ev / float(given["spi"])) if "spi" in given else cents.get("pv", 9_000_000)
    etc = cents["eac"] - ac if "eac" in given else None
    it = found(("P", 1, pv, ev, ac, cents.get("bac"), etc))
    got = {
        "ev": it["earned_minor"], "sv": it["sv_minor"], "cv": it["cv_minor"], "vac": it["vac_minor"], "eac_typical": it["eac_cpi_minor"],
        "eac_atypical": it["eac_atypical_minor"], "etc_atypical": (it["eac_atypical_minor"] or 0) - ac, "etc_typical": (it["eac_cpi_minor"] or 0) - ac,
        # The published AC is not the one its CPI comes from: what is still to come is compared, and the AC added.
        "eac_combined": (it["eac_combined_minor"] or 0) - ac + cents.get("ac", 0),
        "cpi": it["cpi_milli"], "spi": it["spi_milli"], "tcpi_bac": it["tcpi_bac_milli"], "tcpi_eac": it["tcpi_eac_milli"],
    }[function]  # fmt: skip
    scale = 1000 if function.startswith(("cpi", "spi", "tcpi")) else 100
    return got == pytest.approx(expected * scale, abs=1.0 if function == "eac_combined" else 0.5001)


def test_every_published_vector_agrees(shared_data):
    """All fifteen functions of the shared file, to the cent or the thousandth."""
    given = vectors(shared_data)
    assert len({function for function, _, _ in given}) == 15
    assert [function for function, inputs, expected in given if not agrees(function, inputs, expected)] == []


def test_all_four_estimates_at_completion_by_hand():
    """BAC 200, PV 90, EV 80, AC 100: 250, 220, 100 + 120 / (0.8 x 0.888...) = 268.75, and the stated 100 + 130."""
    it = found(("P", 1, 90, 80, 100, 200, 130))
    assert [it[f"eac_{name}_minor"] for name in ("cpi", "atypical", "combined", "stated")] == [250, 220, 269, 230]
    assert (it["eac_minor"], it["etc_minor"], it["vac_minor"]) == (230, 130, -30)
    assert (it["percent_complete_bp"], it["percent_spent_bp"], it["tcpi_eac_milli"]) == (4000, 5000, 923)
    assert it["tcpi_bac_milli"] == 1200


@pytest.mark.parametrize(("estimate", "expected"), [("cpi", 250), ("atypical", 220), ("combined", 269), ("stated", None)])
def test_the_settings_choose_the_estimate_where_none_is_stated(estimate, expected):
    """A stated estimate wins over all of them; where the settings ask for stated ones alone there is none."""
    assert found(("P", 1, 90, 80, 100, 200), estimate=estimate)["eac_minor"] == expected
    assert found(("P", 1, 90, 80, 100, 200, 130), estimate=estimate)["eac_minor"] == 230


LATE = [("P", m, 100, 80 if m <= 5 else None, 90 if m <= 5 else None, 1000) for m in range(1, 11)]


def test_earned_schedule_by_hand():
    """Ten months of 100, after five of them 400 earned: ES 4, SV(t) -1 month, SPI(t) 0.8, ten months become twelve and a half."""
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
    """250 earned of 100 a month is two months and a half; quarters last three months."""
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
    """EV at the budget: ES is the whole plan, and the forecast is the time it took."""
    it = found(("P", 1, 100, 60, 60, 200), ("P", 2, 100, 60, 60, 200), ("P", 3, 0, 80, 80, 200))
    assert (it["es_milli_months"], it["forecast_milli_months"], it["forecast_finish"]) == (2000, 3000, date(2027, 3, 31))


@pytest.mark.parametrize(
    ("rows", "nulls", "because"),
    [
        (
            [("P", 1, 10, None, None, 50)],
            ["planned_minor", "earned_minor", "cpi_milli", "es_milli_months"],
            "nothing is reported yet",
        ),
        (
            [("P", 1, 10, 5, None, 50), ("P", 2, 10, 5, 5, 50)],
            ["actual_minor", "cpi_milli", "eac_minor"],
            "part of what was spent is unknown",
        ),
        (
            [("P", 1, 10, None, 5, 50), ("P", 2, 10, 5, 5, 50)],
            ["earned_minor", "spi_milli", "es_milli_months"],
            "part of what was earned is unknown",
        ),
        (
            [("P", 1, None, 5, 5, 50), ("P", 2, 10, 5, 5, 50)],
            ["planned_minor", "sv_minor", "es_milli_months"],
            "part of the plan is unknown",
        ),
        ([("P", 1, 0, 5, 5, 50)], ["spi_milli"], "nothing was planned yet, so no SPI"),
        ([("P", 1, 10, 5, 0, 50)], ["cpi_milli"], "nothing was spent yet, so no CPI"),
        (
            [("P", 1, 10, 0, 5, 50)],
            ["eac_cpi_minor", "eac_combined_minor", "eac_minor"],
            "nothing was earned yet, so no EAC from CPI",
        ),
        (
            [("P", 1, 10, 5, 5, None)],
            ["budget_at_completion_minor", "percent_complete_bp", "tcpi_bac_milli"],
            "no budget at completion",
        ),
        ([("P", 1, 50, 40, 50, 50)], ["tcpi_bac_milli"], "the budget is spent, so no TCPI to it"),
        (
            [("P", 1, 10, 10, 10, 50)],
            ["planned_milli_months", "forecast_finish", "es_milli_months"],
            "the plan stops before its budget",
        ),
        (
            [("P", 1, 10, 5, 5, 20), ("P", 2, None, None, None, 20)],
            ["es_milli_months", "planned_finish"],
            "part of the plan to come is unknown",
        ),
    ],
)
def test_what_cannot_be_told_is_null_and_says_why(rows, nulls, because):
    """Zero, unknown and missing inputs: never infinity, never a number made of the rest."""
    it = found(*rows)
    assert {name: it[name] for name in nulls} == dict.fromkeys(nulls)
    assert because in it["unknown_because"]


def test_a_negative_earned_value_stays_negative():
    """Work taken back: CPI and SPI are negative, ES is nothing, no estimate is made of it."""
    it = found(("P", 1, 100, 50, 60, 200), ("P", 2, 100, -70, 20, 200))
    assert (it["earned_minor"], it["cpi_milli"], it["spi_milli"], it["es_milli_months"]) == (-20, -250, -100, 0)
    assert (it["eac_cpi_minor"], it["forecast_milli_months"]) == (None, None)


def test_a_single_period_and_no_rows_at_all():
    """One row lasts a month; an empty table has no row and every column."""
    assert found(("P", 3, 100, 50, 60, 100))["es_milli_months"] == 500
    empty = earned_value(time_phased(evm())).collect()
    assert empty.is_empty()
    assert "spi_t_milli" in empty.columns


def test_nothing_that_needs_no_measure_is_said_of_a_healthy_project():
    """unknown_because is empty where all is known."""
    assert found(("P", 1, 100, 90, 95, 200), ("P", 2, 100, None, None, 200))["unknown_because"] is None


def test_control_accounts_add_up_to_their_project():
    """Two accounts of different budgets; the project's index is the ratio of the sums."""
    both = pl.concat([evm(("P", 1, 100, 80, 100, 300), account="a"), evm(("P", 1, 50, 60, 40, 90, 20), account="b")])
    accounts = earned_value(time_phased(both, ("project_id", "control_account")), ("project_id", "control_account")).collect()
    assert accounts.select("control_account", "cpi_milli").rows() == [("a", 800), ("b", 1500)]
    it = earned_value(time_phased(both)).collect().row(0, named=True)
    assert (it["earned_minor"], it["budget_at_completion_minor"], it["cpi_milli"], it["eac_stated_minor"]) == (
        140,
        390,
        1000,
        None,
    )


def groups(rows: pl.LazyFrame, programmes: dict[str, str]) -> pl.DataFrame:
    names = pl.LazyFrame({"project_id": list(programmes), "programme": list(programmes.values())})
    phased = time_phased(rows)
    each = earned_value(phased).join(names, on="project_id")
    return earned_value_of_groups(phased.join(names, on="project_id"), each, "programme").collect()


def test_a_programme_is_the_ratio_of_sums_and_counts_who_is_missing():
    """EV 80 + 90 over AC 100 + 50, not the mean of 0.8 and 1.8; a project with an unknown cost is left out and counted."""
    rows = evm(("A", 1, 100, 80, 100, 200), ("B", 1, 50, 90, 50, 100), ("C", 1, 10, 10, None, 100))
    it = groups(rows, dict.fromkeys("ABC", "G")).row(0, named=True)
    assert (it["projects"], it["left_out"], it["earned_minor"], it["cpi_milli"], it["budget_at_completion_minor"]) == (
        2,
        1,
        170,
        1133,
        300,
    )
    assert it["eac_minor"] == 250 + 56


def test_a_programme_s_schedule_is_read_on_one_day():
    """A reports to February, B to January: both are compared with the plan of January."""
    rows = evm(("A", 1, 100, 100, 1, 200), ("A", 2, 100, 100, 1, 200), ("B", 1, 100, 50, 1, 200), ("B", 2, 100, None, None, 200))
    it = groups(rows, {"A": "G", "B": "G"}).row(0, named=True)
    assert (it["status_period"], it["earned_minor"]) == (date(2027, 1, 1), 250)
    # A is complete, so B's status counts: 100 + 50 earned of 200 planned by the end of January.
    assert (it["es_milli_months"], it["at_milli_months"]) == (750, 1000)


def test_a_group_of_which_nothing_is_known_has_counts_and_nulls():
    """Nothing reported: not zero."""
    it = groups(evm(("A", 1, 100, None, None, 200)), {"A": "G"}).row(0, named=True)
    assert (it["projects"], it["left_out"], it["earned_minor"], it["cpi_milli"], it["spi_t_milli"]) == (0, 1, None, None, None)


def test_amounts_beyond_what_is_exact_are_unknown_not_wrong():
    """Three factors of more than 90 trillion in cents: no combined estimate rather than an overflown one."""
    huge = 2**53 + 2
    it = found(("P", 1, huge, huge, huge, 2 * huge))
    assert (it["eac_cpi_minor"], it["eac_combined_minor"], it["eac_atypical_minor"]) == (None, None, 2 * huge)
