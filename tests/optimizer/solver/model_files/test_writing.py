"""A model that is written as .lp, .mps or .json reads back to the same integers, however many digits they have."""

import warnings
from dataclasses import replace

import highspy
import numpy as np
import pulp
import pytest

from optimizer.linear.rows import IntegerModel, row
from optimizer.model.building import build_model
from optimizer.problem.building import build_problem
from optimizer.solver.model_files.lp_file import lp_text
from optimizer.solver.model_files.pulp_model import to_pulp
from optimizer.solver.model_files.row_sides import column_names, plain_name, plain_names
from optimizer.solver.model_files.writing import write_model
from tests.optimizer.mps import optimum
from tests.optimizer.random_portfolios import hiring_frames, medium_frames, random_frames
from tests.optimizer.solver.model_files.exact_readers import READERS, Read

ENDINGS = tuple(READERS)
LONG = 2**53 + 1  # the first whole number that a float cannot hold


def long_numbers() -> IntegerModel:
    """Numbers of up to 19 digits as coefficients, bounds, values and limits; equal rows, rows with two bounds, a fixed column."""
    rows = (
        row("a, b", "group", "", [(0, LONG), (1, -LONG - 2), (2, 1)], -LONG, LONG + 4),
        row("exact", "group", "", [(0, 10**18 + 1), (3, -1)], 10**18 + 1, 10**18 + 1),
        row("least", "group", "", [(2, 999_999_999_999_999), (3, 1_000_000_000_001)], 123_456_789_012_345_679, None),
        row("empty", "group", "", [], None, 5),
    )
    return IntegerModel(
        ("w[A,ä-1]", "w[B,full,0]", "n[Dev,0]", "b[2027]", "f[x]"), np.array([LONG, -LONG, 0, -1, 4_611_686_018_427_387_903]), rows, 2,
        np.array([1, 1, 40, LONG + 10, 0]),
    )  # fmt: skip


def stated_by(model: IntegerModel, *, is_minimised: bool = False) -> Read:
    """What the file of a model must state."""
    names, sign = [plain_name(each) for each in model.columns], -1 if is_minimised else 1
    found = Read(not is_minimised, dict(zip(names, (sign * model.objective).tolist(), strict=True)))
    found.most = {
        name: 1 if j < model.options else most
        for j, (name, most) in enumerate(zip(names, model.upper_limits.tolist(), strict=True))
    }
    for i, each in enumerate(model.rows):
        terms = {names[j]: a for j, a in zip(each.cols.tolist(), each.coefs.tolist(), strict=True)}
        name, is_equal = f"r{i}_{plain_name(each.name)}", each.lower == each.upper
        if terms and each.upper is not None:
            found.rows[name] = (terms, "=" if is_equal else "<=", each.upper)
        if terms and each.lower is not None and not is_equal:
            found.rows[name + "_low"] = (terms, ">=", each.lower)
    return found


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("is_minimised", [False, True])
def test_numbers_of_nineteen_digits_read_back(tmp_path, ending, is_minimised):
    """PuLP's own files hold 12 or 13 digits of a number."""
    path = tmp_path / f"model{ending}"
    write_model(long_numbers(), path, is_minimised=is_minimised)
    assert READERS[ending](path.read_text("utf-8")) == stated_by(long_numbers(), is_minimised=is_minimised)


@pytest.mark.parametrize("ending", ENDINGS)
def test_portfolios_of_all_rules_read_back(tmp_path, ending):
    """Random portfolios, some of them with amounts of billions, hires and overtime."""
    path = tmp_path / f"model{ending}"
    for frames in (*map(random_frames, range(6)), hiring_frames(1), medium_frames(5)):
        model = build_model(build_problem(frames))
        write_model(model, path)
        assert READERS[ending](path.read_text("utf-8")) == stated_by(model)


def test_the_lp_file_is_that_of_pulp_where_pulp_writes_every_digit(tmp_path):
    """The layout is PuLP's, so that files of different versions compare line by line."""
    model = build_model(build_problem(random_frames(3)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        to_pulp(model).writeLP(str(tmp_path / "pulp.lp"), max_length=255)
    assert lp_text(model) == (tmp_path / "pulp.lp").read_text("utf-8")


def test_pulp_and_highs_read_the_files(tmp_path):
    """PuLP reads .mps and .json, HiGHS reads .lp and .mps; all find one optimum."""
    model = build_model(build_problem(medium_frames(5)))
    values = set()
    for ending in (".lp", ".mps"):
        write_model(model, tmp_path / f"m{ending}")
        values.add(round(optimum(tmp_path / f"m{ending}")))
    write_model(model, tmp_path / "m.json")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        for _, problem in (
            pulp.LpProblem.fromMPS(str(tmp_path / "m.mps"), sense=pulp.LpMaximize),
            pulp.LpProblem.fromJson(str(tmp_path / "m.json")),
        ):
            problem.solve(pulp.HiGHS(msg=False, gapRel=0.0))
            values.add(round(pulp.value(problem.objective)))
    assert len(values) == 1


def test_a_model_without_rows_or_columns_is_written(tmp_path):
    """HiGHS reads it back as empty."""
    empty = IntegerModel((), np.zeros(0, np.int64), (), 0, np.zeros(0, np.int64))
    for model in (empty, replace(long_numbers(), rows=())):
        write_model(model, tmp_path / "m.mps")
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        assert highs.readModel(str(tmp_path / "m.mps")) != highspy.HighsStatus.kError
        assert (highs.getNumRow(), highs.getNumCol()) == (0, len(model.columns))


def test_names_made_together_are_those_made_one_by_one():
    """Also where a name has a line break."""
    for names in (["a b", "ä/1", "", "x[1,2]"], ["a\nb", "c"], [], [""]):
        assert plain_names(names) == [plain_name(each) for each in names]
    assert column_names(long_numbers())[0] == "w_A__e4__2d_1_"
