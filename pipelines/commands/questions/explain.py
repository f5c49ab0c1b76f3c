"""`cutline explain`: why a project is in the plan or not, and what would change that."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from pipelines.commands.arguments import Json, NightFolder, night_in
from pipelines.commands.json_answer import print_json

if TYPE_CHECKING:
    from assets.answers.project_card import ProjectCard
    from optimizer.explain.prices import Price
    from optimizer.explain.thresholds.cheaper import Level
    from optimizer.explain.thresholds.joining import Joining
    from optimizer.explain.thresholds.rules_in_the_way import InTheWay
    from optimizer.model.rule import Rule


def explain(
    project: Annotated[str, Parameter(help="the id of a project, as the workbook shows it")],
    night: NightFolder = Path(),
    /,
    *,
    seconds: Annotated[float, Parameter(validator=Number(gt=0), help="the most time of each of its searches")] = 60.0,
    lines: Annotated[bool, Parameter(help="also the least cut of each line of cost and of each year", negative=())] = False,
    rules: Annotated[bool, Parameter(help="also the rules that keep the project out, which may take long", negative=())] = False,
    as_json: Json = False,
) -> None:
    """Say why a project of a published night is in the plan or not, and what would change that.

    Of a project that is left out: the reason and its price, who would leave and enter, how much more it must be worth or how much
    cheaper it must be, and the least additional money or people with which it joins and the portfolio loses nothing. Of a project of
    the plan: how much value it may lose, and how much more it may cost, before it leaves.
    """
    from assets.answers.project_card import project_card

    card = project_card(night_in(night), project, seconds, with_lines=lines, with_rules=rules)
    if as_json:
        print_json(_as_values(card))
        return
    print("\n".join(_lines(card)))


def _as_values(card: "ProjectCard") -> dict[str, Any]:
    joining = None if card.joining is None else asdict(card.joining)
    for name in ("money", "people", "both"):
        repair = card.joining and getattr(card.joining, name)
        if joining and repair:
            joining[name]["is_least"] = repair.is_least
    return {
        "project_id": card.project_id, "is_selected": card.is_selected, **card.row, "changes": card.changes,
        "more_value": _asdict(card.more_value), "cheaper": _asdict(card.cheaper), "cheaper_lines": [asdict(each) for each in card.cheaper_lines],
        "joining": joining, "rules": None if card.in_the_way is None else _rules(card.in_the_way), "leaving": _asdict(card.leaving), "dearer": _asdict(card.dearer),
    }  # fmt: skip


def _rules(found: "InTheWay") -> dict[str, Any]:
    def named(rules: Iterable["Rule"]) -> list[dict[str, str]]:
        return [{"family": each.family, "rule": each.label, "owner": each.owner} for each in rules]

    states = {"is_minimal": found.is_minimal, "has_others": found.has_others, "is_fewest": found.is_fewest}
    return {"in_the_way": named(found.rules), "to_lift": named(found.to_lift), **states}


def _asdict(answer: "Price | Level | None") -> dict[str, Any] | None:
    return None if answer is None else asdict(answer)


def _lines(card: "ProjectCard") -> Iterator[str]:
    from cutline.reports.amounts import amount_text
    from pipelines.commands.questions.threshold_words import (
        cheaper_in_words,
        dearer_in_words,
        lacking_in_words,
        line_cut_in_words,
        rules_in_words,
    )

    row, settings = card.row, card.settings
    verdict = "in the plan" if card.is_selected else f"not in the plan ({row['verdict']})"
    yield f"{card.project_id} {row['name'] or ''}: {verdict}"
    if card.is_selected:
        yield f"  worth     {amount_text(row['value'], settings)}, from {row['start']}" + (
            f"; required: {row['required']}" if row["required"] else ""
        )
        yield f"  may lose  {_leaving_in_words(card)}"
        yield from ([] if card.dearer is None else [f"  may cost  {dearer_in_words(card.dearer, settings)}"])
        return
    yield f"  why       {row['reason']}"
    for change in card.changes:
        yield (
            f"  {change['change']:<9} {change['subject']} {change['name'] or ''}: {amount_text(change['value_difference'], settings)}"
            + ("; keeping it as well is proven to be worth less" if change["must_leave"] else "")
        )
    if card.joining is None:
        yield "  to join   it was not offered to the optimiser, so no money or people would bring it in"
        return
    if card.more_value is not None:
        yield f"  value     {lacking_in_words(card.more_value, settings)}"
    if card.cheaper is not None:
        yield f"  cheaper   {cheaper_in_words(card.cheaper, settings)}"
    for each in card.cheaper_lines:
        what = f"{each.cost_class or 'all costs'} of FY{each.fiscal_year}"
        yield f"            {what}: {line_cut_in_words(each.cut, settings)}"
    yield from _joining_in_words(card.joining, card)
    yield from ([] if card.in_the_way is None else [f"  rules     {rules_in_words(card.in_the_way)}"])


def _leaving_in_words(card: "ProjectCard") -> str:
    from cutline.reports.amounts import amount_text

    price = card.leaving
    if price is None or price.at_least is None:
        return "any value: a rule requires it, and no plan is without it"
    at_least = amount_text(price.at_least, card.settings)
    if price.is_exact and price.at_least <= 0:
        more = f"worth {amount_text(-price.at_least, card.settings)} more" if price.at_least else "worth as much"
        return f"nothing: the best plan without it is {more} (proven)"
    if price.is_exact:
        return f"{at_least} of its value before it leaves: the best plan without it is worth that much less (proven)"
    most = None if price.at_most is None else f"at most {amount_text(max(price.at_most, 0), card.settings)}"
    told = " and ".join(each for each in (f"at least {at_least}" if price.at_least > 0 else None, most) if each)
    return f"{told or 'an unknown part'} of its value before it leaves; the search stopped before it knew more ({price.state})"


def _joining_in_words(joining: "Joining", card: "ProjectCard") -> Iterator[str]:
    from cutline.choices.limits.planning_blocks import period_namer
    from cutline.valuation.money import format_minor
    from optimizer.infeasible.wording import relief_in_words

    told = {
        "free": "nothing is needed: a plan with it is worth as much as the recommended plan",
        "impossible": "no money and no people bring it in without a loss: the rules, or its own value, exclude it",
        "unknown": "the search stopped before it knew; give it more time with --seconds",
    }
    if joining.state != "helped":
        yield f"  to join   {told[joining.state]}"
        return
    p = card.settings.portfolio
    money, period = (lambda minor: format_minor(minor, p.currency, p.minor_digits)), period_namer(card.settings)
    for kind, repair in (("money", joining.money), ("people", joining.people), ("both", joining.both)):
        if repair is not None:
            yield f"  {kind:<9} {relief_in_words(repair, money, period)}, and the portfolio loses nothing"
