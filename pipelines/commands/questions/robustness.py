"""`cutline robustness`: which projects stay in the plan when value, cost, budgets and weights vary within declared ranges."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from pipelines.commands.arguments import Json, NightFolder, night_in
from pipelines.commands.json_answer import print_json

if TYPE_CHECKING:
    from assets.answers.night_robustness import NightRobustness
    from optimizer.explain.robustness.own_gain import OwnGain
    from optimizer.explain.robustness.protection import ProtectedPlan
    from optimizer.explain.robustness.shares import Driver, ProjectShare

MILLIONTHS_OF_A_PERCENT = 10_000
RECOMMENDED, BARE = "the recommended plan", "the plan without protection"


def robustness(
    night: NightFolder = Path(),
    /,
    *,
    draws: Annotated[
        int | None, Parameter(validator=Number(gte=1, lte=65_536), help="how many draws; robustness.draws if left out")
    ] = None,
    details: Annotated[
        int, Parameter(validator=Number(gte=0), help="of how many borderline projects it is searched what their own gains decide")
    ] = 5,
    processes: Annotated[int, Parameter(validator=Number(gte=1, lte=64), help="how many processes search")] = 2,
    seconds: Annotated[float, Parameter(validator=Number(gt=0), help="the most time of each search")] = 60.0,
    as_json: Json = False,
) -> None:
    """Show how sure the plan of a night is: the projects that are in the best plan of all, of some and of none of the draws.

    Each draw is a plan of its own, with other gains, costs, budgets and weights within the ranges of [robustness]. The draws are the same
    every night. Beside them stand the robust plan and what its protection costs.
    """
    from assets.answers.night_robustness import night_robustness

    found = night_robustness(
        night_in(night),
        draws=draws,
        details=details,
        processes=processes,
        seconds=seconds,
        progress=partial(print, file=sys.stderr),
    )
    if as_json:
        print_json(found.as_values())
        return
    print("\n".join(_lines(found)))


def _lines(found: "NightRobustness") -> Iterator[str]:
    r, total = found.settings.robustness, len(found.drawn)
    weights = f", weights of criteria {_range(r.weight_bp)}" if "score" in found.settings.planning.first_weights else ""
    yield f"{total} draws: gains {_range(r.value_bp)}, costs {_range(r.cost_bp)}, budgets {_range(r.budget_bp)}{weights}"
    impossible, stopped = sum(each.is_impossible for each in found.drawn), sum(each.is_stopped for each in found.drawn)
    if impossible:
        yield f"in {impossible} of them no plan keeps every rule (proven); they do not count below"
    if stopped:
        gaps = [
            (each.bound - each.value) / max(abs(each.value), 1)
            for each in found.drawn
            if each.value is not None and each.bound is not None
        ]
        widest = f", the widest {max(gaps):.2%}" if gaps else ""
        yield f"{stopped} {'search' if stopped == 1 else 'searches'} ended above the gap of {r.gap_ppm / 10_000:g} %{widest}; what was found counts as the plan of the draw"
    if unknown := sum(each.value is None and not each.is_impossible for each in found.drawn):
        yield f"in {unknown} of them no plan was found; they do not count below"
    yield f"the recommended plan keeps every rule in {found.kept[RECOMMENDED]} of {total} draws"
    for kind, words in (("core", "in every draw"), ("exterior", "in no draw")):
        ids = sorted(project for project, each in found.shares.items() if each.kind == kind)
        yield f"{kind} ({words}): {len(ids)} project{'s' * (len(ids) != 1)}{': ' if ids else ''}{', '.join(ids)}"
    border = sorted(
        (item for item in found.shares.items() if item[1].kind == "borderline"), key=lambda item: (-item[1].count, item[0])
    )
    yield f"borderline (in some draws): {len(border)} project{'s' * (len(border) != 1)}"
    chosen = {each.project_id for each in found.plan.chosen}
    for project, share in border:
        yield from _borderline(found, project, share, is_chosen=project in chosen)
    yield from _protection(found, total)


def _borderline(found: "NightRobustness", project: str, share: "ProjectShare", *, is_chosen: bool) -> Iterator[str]:
    state = "in the plan" if is_chosen else "not in the plan"
    yield f"  {project} {found.names.get(project, '')}: in {share.count} of {share.of} draws ({share.count / share.of:.1%}), {state}"
    if share.driver is not None:
        yield f"    told best by {_driver_text(share.driver)} (right in {share.driver.right} of {share.of} draws, an estimate)"
    if project in found.gains:
        yield f"    {_gain_text(found, found.gains[project], is_chosen=is_chosen)}"


def _driver_text(driver: "Driver") -> str:
    of = f"the budgets of {driver.fund_id}" if driver.fund_id is not None else f"its own {driver.name}s"
    return f"{of}: in where they are {_percent(driver.ppm)} or {'more' if driver.is_above else 'less'}"


def _gain_text(found: "NightRobustness", gain: "OwnGain", *, is_chosen: bool) -> str:
    from cutline.reports.amounts import amount_text

    sure = "" if gain.is_exact else ", as far as the search got"
    reach = _range(found.settings.robustness.value_bp)
    flip = (
        f"its gains alone decide nothing within {reach}{sure}"
        if gain.flips_at_ppm is None
        else f"with its gains alone changed it {'leaves' if is_chosen else 'enters'} at {_percent(gain.flips_at_ppm)}{sure}"
    )
    low, high = (amount_text(each, found.settings) for each in (gain.worth_low, gain.worth_high))  # type: ignore[arg-type]
    worth = (
        "nothing" if gain.worth_high <= 2 else f"between {low} and {high}" if low != high else low
    )  # 2: the rounding of whole units
    return f"{flip}; to know them exactly is worth {worth}"


def _protection(found: "NightRobustness", total: int) -> Iterator[str]:
    from cutline.reports.amounts import amount_text

    if found.nominal is None:
        yield "no plan without protection was found"
        return
    text = partial(amount_text, settings=found.settings)
    yield f"without protection: worth {text(found.nominal.value)}, keeps every rule in {found.kept[BARE]} of {total} draws"  # type: ignore[arg-type]
    for each in found.protected:
        yield _protected_text(found, each, total)


def _protected_text(found: "NightRobustness", each: "ProtectedPlan", total: int) -> str:
    from cutline.reports.amounts import amount_text

    if each.value is None or each.cost_at_least is None or each.cost_at_most is None:
        return f"with {each.name}: " + ("no plan keeps every rule" if each.is_impossible else "no plan was found in the time")
    low, high = (amount_text(amount, found.settings) for amount in (each.cost_at_least, each.cost_at_most))  # type: ignore[arg-type]
    cost = low if low == high else f"{low} to {high}"
    kept = found.kept[f"the plan with {each.name}"]
    moved = [
        f"{word}: {', '.join(ids)}"
        for word, ids in (("in", each.entered), ("out", each.left), ("otherwise", each.otherwise))
        if ids
    ]
    worth = amount_text(each.value, found.settings)  # type: ignore[arg-type]
    return "; ".join(
        [f"with {each.name}: worth {worth}, the protection costs {cost}, keeps every rule in {kept} of {total} draws", *moved]
    )


def _range(bp: int) -> str:
    return f"±{bp / 100:g} %"


def _percent(ppm: int) -> str:
    return f"{ppm / MILLIONTHS_OF_A_PERCENT:+.2f} %"
