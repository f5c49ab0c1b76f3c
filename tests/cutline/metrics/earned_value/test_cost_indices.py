"""Indices of cost and value: the published vectors, and estimates at completion by hand."""

import csv

import pytest

from tests.cutline.metrics.earned_value.rows import found


def vectors(shared_data) -> list[tuple[str, dict[str, float], float]]:
    with (shared_data / "finance" / "pra_vectors.csv").open() as file:
        return [
            (row["function"], dict(part.split("=") for part in row["inputs"].split(";")), float(row["expected"]))
            for row in csv.DictReader(file)
        ]


def agrees(function: str, given: dict[str, str], expected: float) -> bool:
    """Whether one published vector comes out, to the cent or the thousandth.

    Where a vector states an index instead of an amount, the amount that gives this index is passed in.
    """
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
    """The shared file has vectors for fifteen functions; all of them come out, to the cent or the thousandth."""
    given = vectors(shared_data)
    assert len({function for function, _, _ in given}) == 15
    assert [function for function, inputs, expected in given if not agrees(function, inputs, expected)] == []


def test_all_four_estimates_at_completion_by_hand():
    """With BAC 200, PV 90, EV 80 and AC 100 they are 250, 220, 100 + 120 / (0.8 x 0.888...) = 268.75, and 100 + 130 as stated."""
    it = found(("P", 1, 90, 80, 100, 200, 130))
    assert [it[f"eac_{name}_minor"] for name in ("cpi", "atypical", "combined", "stated")] == [250, 220, 269, 230]
    assert (it["eac_minor"], it["etc_minor"], it["vac_minor"]) == (230, 130, -30)
    assert (it["percent_complete_bp"], it["percent_spent_bp"], it["tcpi_eac_milli"]) == (4000, 5000, 923)
    assert it["tcpi_bac_milli"] == 1200


@pytest.mark.parametrize(("estimate", "expected"), [("cpi", 250), ("atypical", 220), ("combined", 269), ("stated", None)])
def test_the_settings_choose_the_estimate_where_none_is_stated(estimate, expected):
    """A stated estimate takes precedence.

    If the settings ask for stated estimates only and none is stated, the estimate is null.
    """
    assert found(("P", 1, 90, 80, 100, 200), estimate=estimate)["eac_minor"] == expected
    assert found(("P", 1, 90, 80, 100, 200, 130), estimate=estimate)["eac_minor"] == 230


def test_amounts_beyond_what_is_exact_are_unknown_not_wrong():
    """The product of three amounts above 90 trillion in cents would overflow, so the combined estimate is null."""
    huge = 2**53 + 2
    it = found(("P", 1, huge, huge, huge, 2 * huge))
    assert (it["eac_cpi_minor"], it["eac_combined_minor"], it["eac_atypical_minor"]) == (None, None, 2 * huge)


def test_a_stale_estimate_to_complete_counts_for_nothing():
    """150 were stated in January and nothing in February, so the estimate follows from the progress of February."""
    it = found(("P", 1, 50, 50, 40, 200, 150), ("P", 2, 50, 50, 60, 200))
    assert (it["eac_stated_minor"], it["eac_minor"]) == (None, 200)


@pytest.mark.parametrize(
    ("figures", "cpi", "atypical", "because"),
    [
        ((50, 40, 0, 200), None, 160, "nothing was spent yet"),  # earned before its cost was posted
        ((50, 40, 3, 200), None, 163, "beyond a factor of 10"),  # only the first invoice was posted
        ((50, 3, 40, 200), None, 237, "beyond a factor of 10"),
        ((50, 40, 4, 200), 20, 164, None),  # a factor of 10 exactly is taken
        ((50, 40, -5, 200), None, None, "the actual cost is negative"),
        ((50, 210, 100, 200), None, None, "more was earned than the budget"),
        ((50, 200, 100, 200), 100, 100, None),  # all is earned: nothing is left to pay
        ((50, -1, 100, 200), None, None, "what was earned is negative"),
    ],
)
def test_a_null_or_senseless_ratio_feeds_no_estimate(figures, cpi, atypical, because):
    """Each estimate at completion is right or unknown; in particular it is never below the actual cost, and never zero because a
    denominator is. The estimate to complete is unknown where the estimate at completion is.
    """
    it = found(("P", 1, *figures))
    assert (it["eac_cpi_minor"], it["eac_atypical_minor"]) == (cpi, atypical)
    assert it["etc_minor"] == (None if cpi is None else cpi - figures[2])
    assert it["eac_combined_minor"] is None or cpi is not None
    assert because is None or because in it["unknown_because"]


def test_an_estimate_that_is_stated_beside_a_negative_cost_is_unknown():
    """AC -5 and a stated ETC of 130 would give an estimate at completion below what is still to come."""
    it = found(("P", 1, 90, 80, -5, 200, 130))
    assert (it["eac_stated_minor"], it["eac_minor"], it["etc_minor"]) == (None, None, None)
