"""Models of the literature through the export path: read, written as .lp and .mps, read back, the same optimum."""

from pathlib import Path

import pytest

from optimizer.solver.model_files.writing import write_model
from tests.optimizer.mps import NotOfThisKindError, integer_model, optimum

OPTIMA = {"lseu": 1120, "p0033": 3089, "p0201": 7615, "p0548": 8691}


EVERY_FEATURE = """NAME feature
OBJSENSE
 {sense}
ROWS
 N cost
 L most
 G least
 E same
 L range
 G gerange
COLUMNS
 M 'MARKER' 'INTORG'
 a cost 2.5 most 3
 a same 1 range -2
 b cost -1 most -1
 b least 2 range 1
 c cost 4 most 2.25
 c same -1 gerange 1
 d cost -3.5 least -1
 d gerange 1 most 1
 M 'MARKER' 'INTEND'
RHS
 R cost -7 most 11
 R least -6 same 1
 R range 4 gerange 1
RANGES
 G range 7 gerange 5
BOUNDS
 LO B a -2
 UP B a 5
 UP B b 9
 LI B c -3
 UI B c 4
 BV B d
ENDATA
"""


def through(path: Path, folder: Path, ending: str) -> float:
    """The optimum of a file that was read and written again, in the units of the original."""
    model, factor, is_minimised = integer_model(path)
    written = folder / f"{path.stem}{ending}"
    write_model(model, written, is_minimised=is_minimised)
    return optimum(written) / factor


@pytest.mark.parametrize("ending", [".lp", ".mps"])
@pytest.mark.parametrize("name", OPTIMA)
def test_a_miplib_optimum_survives_the_export(shared_data, tmp_path, name, ending):
    """The published optimum, from the file that Cutline wrote."""
    assert round(through(shared_data / "optimisation" / "miplib" / f"{name}.mps", tmp_path, ending)) == OPTIMA[name]


def test_every_other_file_there_survives_too(shared_data, tmp_path):
    """A model dropped into the folder is not passed over in silence: its optimum is what HiGHS finds in the original."""
    for path in sorted((shared_data / "optimisation" / "miplib").glob("*.mps")):
        if path.stem not in OPTIMA:
            expected = optimum(path)
            for ending in (".lp", ".mps"):
                assert through(path, tmp_path, ending) == pytest.approx(expected, rel=1e-9), path.name


@pytest.mark.parametrize("sense", ["MIN", "MAX"])
@pytest.mark.parametrize("ending", [".lp", ".mps"])
def test_every_feature_of_such_files_survives(tmp_path, sense, ending):
    """Ranges, equalities, negative and broken coefficients, bounds below zero, a constant, either sense."""
    path = tmp_path / "feature.mps"
    path.write_text(EVERY_FEATURE.format(sense=sense))
    folder = tmp_path / "out"
    folder.mkdir()
    assert through(path, folder, ending) == pytest.approx(optimum(path), abs=1e-6)


def test_fractions_and_endless_columns_are_refused(tmp_path):
    """What has no whole-number form is said to have none."""
    path = tmp_path / "feature.mps"
    whole = EVERY_FEATURE.format(sense="MAX")
    broken = "".join(line for line in whole.splitlines(keepends=True) if "MARKER" not in line)
    for text in (broken, whole.replace(" UP B b 9", " PL B b")):
        path.write_text(text)
        with pytest.raises(NotOfThisKindError):
            integer_model(path)
