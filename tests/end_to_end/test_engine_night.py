"""A night with another engine: the plan is verified and the certificate names the engine; a false engine ends in no wrong plan."""

import json
from pathlib import Path

import pytest

from assets.published_nights.recheck import recheck
from optimizer.solver.engines.trouble import FAULTS
from tests.optimizer.mps import optimum
from tests.optimizer.solver.engines.stand_ins.programs import BEHAVIOURS, stand_in


def use_engine(folder: Path, name: str, options: dict[str, str], more: str = "") -> None:
    stated = ", ".join(f"{key} = {json.dumps(value)}" for key, value in options.items())
    settings = folder / "portfolio.toml"
    lines = f'\n[solver]\nengine = "{name}"\nengine_options = {{ {stated} }}\ntime_limit_seconds = 20\n{more}'
    settings.write_text(settings.read_text("utf-8") + lines, "utf-8")


def planned_by_false_engine(folder: Path, place: Path, behaviour: str, cutline) -> tuple[dict, str]:
    """The certificate of the night, and what the command printed. The night is checked again from its files."""
    place.mkdir()
    choice = stand_in(place, behaviour)
    use_engine(folder, choice.name, choice.options, 'second_opinion = "SCIP_PY"\n')
    code, told, _ = cutline("run", folder)
    assert code == 0
    verdict, certificate = recheck(folder / "published")
    assert verdict.passed
    assert certificate["objective"]["value"] == 21_962_433
    assert (certificate["outcome"], certificate["engine"]["outcome"]) == ("proven", "failed")
    assert (certificate["opinion"]["name"], certificate["opinion"]["verdict"]) == ("SCIP_PY", "agrees")
    is_a_fault = certificate["engine"]["trouble"] in FAULTS
    assert (folder / "published" / "engine_model.mps").exists() == is_a_fault
    return certificate, told


def test_a_night_with_an_engine_that_breaks_a_rule_is_planned_by_the_built_in_engine(starter, tmp_path, cutline):
    """Headline, finding and certificate say so, and name the rule; the plan is that of the built-in engine."""
    certificate, told = planned_by_false_engine(starter, tmp_path / "bin", "stopped, breaks a rule", cutline)
    assert (certificate["engine"]["name"], certificate["engine"]["trouble"]) == ("COIN_CMD", "broken_rule")
    words = " ".join(told.split())
    assert "the engine COIN_CMD returned a point that breaks a rule" in words
    assert "The built-in engine searched for the plan instead" in words
    assert "do report it to the makers of the engine with the model" in words
    assert "Second opinion SCIP_PY 1" in words
    assert optimum(starter / "published" / "engine_model.mps") > 0


@pytest.mark.long
@pytest.mark.parametrize("behaviour", [each for each in BEHAVIOURS if each != "stopped, breaks a rule"])
def test_no_false_engine_changes_the_plan_of_a_night(starter, tmp_path, cutline, behaviour):
    """Every way in which an engine was reported to misbehave."""
    planned_by_false_engine(starter, tmp_path / "bin", behaviour, cutline)


@pytest.mark.long
@pytest.mark.parametrize("name", ["PULP_CBC_CMD", "HiGHS", "SCIP_PY"])
def test_a_night_by_another_engine_is_the_night_of_the_built_in_engine(starter, cutline, name):
    """The certificate names the engine and its version."""
    use_engine(starter, name, {})
    assert cutline("run", starter)[0] == 0
    verdict, certificate = recheck(starter / "published")
    assert verdict.passed
    assert (certificate["objective"]["value"], certificate["outcome"]) == (21_962_433, "proven")
    assert (certificate["engine"]["name"], certificate["engine"]["outcome"]) == (name, "planned")
    assert certificate["engine"]["version"][0].isdigit()
