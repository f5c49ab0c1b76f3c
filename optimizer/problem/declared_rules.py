"""Turns frames into records of dependencies, synergies, programmes, declared limits, scenarios and moves of money."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from cutline.errors import Finding, UsageError
from optimizer.linear.arrays import IntArray
from optimizer.problem.option_arrays import OptionKey
from optimizer.problem.records import DeclaredLimit, Dependency, Option, Programme, Synergy, Transfer

MODELLED_DEPENDENCIES = ("requires", "finish_to_start", "start_to_start", "excludes", "any_of", "together")


def dependencies_of(frame: pl.DataFrame, number: Mapping[str, int], names: Mapping[str, str]) -> tuple[Dependency, ...]:
    """The sorted dependencies of projects that can be chosen. number, names: the number and the name of each project, by id.

    Two projects that go together bind one another, so of such a pair the one that can be chosen is the dependent project.
    """
    found = []
    for kind, one, other, lag, group in frame.iter_rows():
        a, b = (other, one) if kind == "together" and one not in number else (one, other)
        if a in number and kind in MODELLED_DEPENDENCIES:
            found.append(Dependency(kind, number[a], number.get(b), lag, group, f"{b} {names[b]}" if b in names else b))
    return tuple(sorted(found, key=lambda d: (d.type, d.dependent, -1 if d.on is None else d.on, d.lag, d.group or "")))


def transfers_of(frame: pl.DataFrame, funds: Sequence[str]) -> tuple[Transfer, ...]:
    """The moves of money with a limit above zero, in the order of the funds."""
    place = {fund: i for i, fund in enumerate(funds)}
    found = [Transfer((a, b, c), (d, e, f), most) for a, b, c, d, e, f, most in frame.iter_rows() if most > 0]
    return tuple(sorted(found, key=lambda t: (place[t.source[0]], t.source[1:], place[t.target[0]], t.target[1:])))


def synergies_of(
    synergies: pl.DataFrame, programmes: pl.DataFrame, number: Mapping[str, int], further: pl.DataFrame
) -> tuple[Synergy, ...]:
    """The synergies, and the benefits of complete programmes, of which every project can be run.

    A synergy with a project that cannot be run can never be earned, so it is left out. further: what synergies add to the objectives
    after the first (OBJECTIVE_SYNERGY_SCHEMA).

    Raises UsageError for a synergy that one objective gains by and another one loses by, and for a programme that is a loss.
    """
    signs = _signs(further)
    stated = synergies.group_by("synergy_id").agg(pl.col("amount").first(), "project_id")
    whole = (
        programmes.filter(pl.col("benefit").is_not_null())
        .group_by("rule_id")
        .agg(pl.col("benefit", "owner").first(), "project_id")
    )
    found = [(name, amount, members, None) for name, amount, members in stated.iter_rows()]
    found += [(f"programme {name}", amount, members, owner) for name, amount, owner, members in whole.iter_rows()]
    possible = [
        Synergy(
            name,
            amount,
            tuple(sorted(number[p] for p in members)),
            owner,
            is_loss=_is_loss(name, {*signs.get(name, ()), amount}, is_of_programme=owner is not None),
        )
        for name, amount, members, owner in found
        if all(p in number for p in members)
    ]
    return tuple(sorted(possible, key=lambda each: (each.members, each.amount, not each.is_of_programme, each.name)))


def _signs(further: pl.DataFrame) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for _, name, amount in further.iter_rows():
        found[name].add(amount)
    return found


def _is_loss(name: str, amounts: set[int], *, is_of_programme: bool) -> bool:
    """Whether a synergy is a loss. The rows of the model define its column from one side, so it cannot be a gain as well."""
    is_loss, is_gain = min(amounts) < 0, max(amounts) > 0
    if is_loss and len(amounts) > 1 and (is_gain or is_of_programme):
        found = f"{name} adds {' and '.join(f'{each:,}' for each in sorted(amounts))}"
        expected = "a programme that gains" if is_of_programme else "a synergy that gains, or one that loses"
        action = "build it with cutline.choices.options.building.build_choices"
        raise UsageError("the model cannot keep this synergy", [Finding("frame objective_synergies", found, expected, action)])
    return is_loss


def programmes_of(frame: pl.DataFrame, number: Mapping[str, int]) -> tuple[Programme, ...]:
    """The programmes that are declared as all or none: either all of their projects run, or none of them."""
    bound = frame.filter("is_all_or_none").group_by("rule_id").agg(pl.col("owner").first(), pl.col("project_id").sort())
    found = [
        Programme(
            name, owner, tuple(sorted(number[p] for p in members if p in number)), tuple(p for p in members if p not in number)
        )
        for name, owner, members in bound.iter_rows()
    ]
    return tuple(sorted(found, key=lambda each: (each.members, len(each.absent), each.name)))


def limits_of(limits: pl.DataFrame, terms: pl.DataFrame, option: Mapping[OptionKey, int]) -> tuple[DeclaredLimit, ...]:
    """The declared limits with the weights of the options that can be chosen. option: the number of each option, by key."""
    weights: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for limit, project, mode, start, weight in terms.iter_rows():
        if (project, mode, start) in option:
            weights[limit].append((option[project, mode, start], weight))
    found = [
        DeclaredLimit(family, label, owner, lower, upper, tuple(sorted(weights[limit])))
        for limit, family, label, owner, lower, upper in limits.iter_rows()
    ]
    return tuple(sorted(found, key=lambda each: (each.family, repr((each.lower, each.upper)), each.weights, each.label)))


def scenarios_of(frame: pl.DataFrame, option: Mapping[OptionKey, int], options: Sequence[Option]) -> IntArray:
    """Returns an array, scenario x option, of the value of each option in each scenario.

    An option without a drawn value has its planned value in every scenario. option: the number of each option, by key.
    """
    place = {scenario: s for s, scenario in enumerate(sorted(frame["scenario"].unique()))}
    values = np.tile(np.array([o.value for o in options], dtype=np.int64), (len(place), 1))
    for scenario, project, mode, start, value in frame.iter_rows():
        if (project, mode, start) in option:
            values[place[scenario], option[project, mode, start]] = value
    return values
