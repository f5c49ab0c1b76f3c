"""Nights with several objectives and with a blend: what the certificate and the reports say, and that a night of before can be read."""

import json

import polars as pl
import pytest

from assets.published_nights.files import ADDED_FRAMES, asked_night

ORDER = 'objective = ["value", { measure = "projects", sense = "at_most", may_cost = 1000000000 }, "spend"]'
BLEND = """objective = "mark"

[[planning.blends]]
name = "mark"
unit = "marks"
terms = [{ measure = "value", weight = 2, per = "minor" }, { measure = "spend", weight = -1, per = "minor" }]
"""


def declare(folder, stated: str) -> None:
    """Writes the section [planning] of the starter anew."""
    path = folder / "portfolio.toml"
    text = path.read_text("utf-8")
    [line] = [line for line in text.splitlines() if line.startswith("objective = ")]
    first, _, rest = stated.partition("\n")
    path.write_text(text.replace(line, first) + rest, "utf-8")


@pytest.mark.long
def test_objectives_reach_the_certificate_and_the_headline(starter, cutline):
    """Fewer projects may cost ten million: one is left, the certificate says what was lost, and anybody can check it."""
    code, _, err = cutline("run", starter)
    assert code == 0, err
    before = json.loads((starter / "published" / "certificate.json").read_text())
    assert not {"objectives", "ties"} & set(before)
    declare(starter, ORDER)
    code, out, err = cutline("run", starter)
    assert code == 0, err
    certificate = json.loads((starter / "published" / "certificate.json").read_text())
    first, second, third = certificate["objectives"]
    assert [each["name"] for each in certificate["objectives"]] == ["value", "projects", "spend"]
    assert first["reached"] == before["objective"]["value"] + before["objective"]["given_up_for_stability"]
    assert second["value"] < before["projects"]["selected"]
    assert first["reached"] - first["value"] == certificate["objective"]["given_up_for_later_objectives"] <= first["may_lose"]
    assert (third["reached"], third["bound"]) == (third["value"], third["value"])
    assert "Objectives" in out
    assert cutline("verify", starter)[0] == 0
    verdicts = pl.read_parquet(starter / "published" / "parquet" / "not_selected.parquet")["code"].to_list()
    assert "later_objective" in verdicts
    for question in (("frontier",), ("alternatives",), ("robustness", "--draws", "2", "--details", "1")):
        code, _, err = cutline(question[0], starter, *question[1:])
        assert code == 0, err


@pytest.mark.long
def test_a_blend_is_written_in_its_own_unit(starter, cutline):
    """Marks in the headline, the tables, the page and the workbook; a scenario may not change the blend."""
    declare(starter, BLEND)
    code, out, err = cutline("run", starter)
    assert code == 0, err
    night = starter / "published"
    certificate = json.loads((night / "certificate.json").read_text())
    assert (certificate["objective"]["kind"], certificate["objective"]["unit"]) == ("mark", "1 marks")
    assert "marks" in out
    assert "marks" in (night / "page.html").read_text("utf-8")
    assert pl.read_parquet(night / "parquet" / "selected.parquet")["value_unit"].unique().to_list() == ["1 marks"]
    assert cutline("verify", starter)[0] == 0
    (starter / "scenarios").mkdir(exist_ok=True)
    (starter / "scenarios" / "other.toml").write_text(
        '[[settings.planning.blends]]\nname = "mark"\nunit = "marks"\nterms = [{ measure = "value", weight = 3, per = "minor" }]\n'
    )
    code, _, err = cutline("scenario", "other", starter)
    assert (code, "planning.blends" in err) == (2, True)
    assert cutline("explain", "P1", starter)[0] == 0


def test_a_night_of_before_has_one_objective(published_starter):
    """Its folder has none of the frames of objectives: it is read as a night of one objective."""
    night = published_starter / "published"
    for name in ADDED_FRAMES:
        (night / "problem" / f"{name}.parquet").unlink()
    asked = asked_night(night)
    assert all(asked.frames[name].is_empty() for name in ADDED_FRAMES)
