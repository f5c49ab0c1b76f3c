"""People that can be hired: whole heads, who work and are paid from their arrival to the end of the horizon.

A hire is part of the choice (docs/decisions/0032). The heads of one role that arrive in one period form a pseudo-project. Each
number of heads is an option of the pseudo-project, with negative demand. optimizer/search/hires_in_plan.py translates the chosen
options into the records of hires in a plan, and back.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import starmap

import polars as pl

from cutline.errors import Finding, UsageError
from optimizer.problem.option_arrays import OptionKey
from optimizer.problem.overtime import BOUGHT_PEOPLE_CLASS

HIRE_KIND = "hire"  # the value of `Bought.kind` that marks hires in a plan


@dataclass(frozen=True)
class HireTerms:
    """The terms of hiring for a role in one period.

    A role has terms for every period from the first in which a head may arrive to the last of the horizon.

    head_milli_fte: the size of one head. most_heads: the largest number of heads hired up to and in the period. cost: the cost of
    one head in the period, in minor units, spent in fiscal year `year`. loss: how much one head lowers the value in the period,
    in the unit of the objective. may_arrive: whether heads may arrive in the period.
    """

    role: str
    period: int
    head_milli_fte: int
    most_heads: int
    cost: int
    loss: int
    year: int
    may_arrive: bool


TermsByRole = Mapping[str, tuple[HireTerms, ...]]  # by role, in the order of periods


def hire_terms(frame: pl.DataFrame) -> TermsByRole:
    """Reads the terms of hiring from a frame (HIRE_SCHEMA), by role.

    Raises UsageError if the periods of a role have a gap, if its heads differ in size, or if an amount is negative, because the
    cost of a hire would then be unknown.
    """
    found: dict[str, list[HireTerms]] = defaultdict(list)
    for each in sorted(starmap(HireTerms, frame.iter_rows()), key=lambda terms: (terms.role, terms.period)):
        found[each.role].append(each)
    unclear = [
        Finding("frame hires", f"{role}: {what}", expected, "build it with cutline.choices.options.building.build_choices")
        for role, own in sorted(found.items())
        for is_wrong, what, expected in (
            (own[-1].period - own[0].period != len(own) - 1, "its periods have a gap, or one is stated twice", "one row for every period to the last"),
            (len({each.head_milli_fte for each in own}) > 1, "its heads differ in size", "one size for all periods"),
            (min(min(each.cost, each.loss, each.most_heads, each.head_milli_fte - 1) for each in own) < 0, "a negative amount", "0 or more"),
        )
        if is_wrong
    ]  # fmt: skip
    if unclear:
        raise UsageError("the terms of hiring do not say what a hire costs", unclear)
    return {role: tuple(own) for role, own in found.items()}


def most_heads_from(own: tuple[HireTerms, ...]) -> list[int]:
    """For each period of a role, the most heads that can be hired up to and in that period.

    People who are hired stay, so where the limit of a later period is smaller, it also limits the earlier periods.
    """
    most = [each.most_heads for each in own]
    for i in reversed(range(len(most) - 1)):
        most[i] = min(most[i], most[i + 1])
    return most


def option_key(role: str, start: int, heads: int) -> OptionKey:
    """The key of the option by which `heads` heads of a role arrive in period `start`."""
    return f"hires of {role} from period {start}", str(heads), start


def heads_of(mode: str) -> int:
    """The number of heads that an option of a pseudo-project hires. mode: the mode of the option."""
    return int(mode)


def with_hires(tables: Mapping[str, pl.DataFrame], terms: TermsByRole) -> tuple[dict[str, pl.DataFrame], dict[str, str]]:
    """Returns the frames with the hires added to the options, and the role of each pseudo-project.

    Raises UsageError if a project of the portfolio has the id of a pseudo-project.
    """
    rows: dict[str, list[tuple[object, ...]]] = defaultdict(list)
    roles: dict[str, str] = {}
    for role, own in terms.items():
        for i, most in enumerate(most_heads_from(own)):
            for heads in range(1, most + 1) if own[i].may_arrive else ():
                key = option_key(role, own[i].period, heads)
                roles[key[0]] = role
                _add_option(rows, key, own[i:], heads)
    payers = tables["elastic_payers"]["fund_id"].to_list()
    rows["payers"] = [(project, fund) for project in roles for fund in payers]
    if known := set(roles) & set(tables["options"]["project_id"]):
        raise UsageError(
            "a project has the id of a hire",
            [Finding("frame options", name, "an id that no hire has", "rename the project") for name in sorted(known)],
        )
    return {
        name: pl.concat([frame, pl.DataFrame(rows[name], schema=frame.schema, orient="row")]) if name in rows else frame
        for name, frame in tables.items()
    }, roles


def _add_option(rows: dict[str, list[tuple[object, ...]]], key: OptionKey, own: tuple[HireTerms, ...], heads: int) -> None:
    spent: dict[int, int] = {}
    for each in own:
        spent[each.year] = spent.get(each.year, 0) + heads * each.cost
    rows["options"].append((*key, own[-1].period + 1, -heads * sum(each.loss for each in own)))
    rows["spend"] += [(*key, BOUGHT_PEOPLE_CLASS, year, amount) for year, amount in spent.items() if amount]
    rows["demand"] += [(*key, each.role, each.period, -heads * each.head_milli_fte) for each in own]
