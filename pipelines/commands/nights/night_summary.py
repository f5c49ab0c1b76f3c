"""Prints a night for `run`, `check` and `solve`: findings, headline and folder, or a plan that is not published.

The folder is that of the published night.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.table import Table

from assets.published_nights.rendering import read_headline, searched_by, second_opinion_on
from cutline.contracts.units import Minor, Worth
from cutline.errors import Finding
from cutline.reports.amounts import amount_in_unit, amount_text, money_text
from cutline.reports.headline.selection_lines import objectives
from cutline.settings.all_settings import Settings
from optimizer.plan import Plan, Stage
from optimizer.search.engine_fallback import trouble_of
from optimizer.search.second_opinion import opinion_trouble
from optimizer.verifier.stages import CHANGE, SPEND, VALUE, WON_BACK
from pipelines.commands.consoles import night_console


def show_findings(findings: Sequence[Finding]) -> None:
    """Print the findings of the gate that did not stop the night."""
    console = night_console()
    for finding in findings:
        console.print(f"\n{finding}", markup=False)


def engine_findings(plan: Plan) -> list[Finding]:
    """What a person should know of engines other than the built-in one: trouble, a false status, a better plan."""
    trouble, opinion = trouble_of(plan), plan.opinion
    found = [] if trouble is None else [trouble.finding()]
    if opinion is None:
        return found
    refused = opinion_trouble(opinion)
    if refused is not None:
        found.append(refused.finding(was_replaced=False))
    elif opinion.verdict == "better plan":
        found.append(
            Finding(
                f"the second opinion of {opinion.name}", "a better plan, which passed the verifier and replaced the first one" + (f"; {opinion.said}" if opinion.said else ""),
                "no better plan than the proven gap allows", "raise solver.max_nodes or solver.time_limit_seconds, or make this engine solver.engine",
            )
        )  # fmt: skip
    return found


def show_summaries(summaries: Iterable[str]) -> None:
    """Print what single rules of the gate found as a whole. An empty text is left out."""
    for text in dict.fromkeys(filter(None, summaries)):
        night_console().print(f"\n{text}\n", markup=False, style="bold")


def show_night(published: Path, seconds: dict[str, float]) -> None:
    """Print the headline of the published night, its files, and how long each stage took."""
    console = night_console()
    head = read_headline(published)
    console.print(f"\n[bold]{head.portfolio}[/bold]", highlight=False)
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    for label, text in head.lines:
        table.add_row(label, text)
    console.print(table)
    console.print(f"\npublished in {published} ({published.resolve().name})", markup=False)
    for name, what in (
        ("workbook.xlsx", "for the meeting"),
        ("page.html", "for a look"),
        ("csv/ and parquet/", "for machines"),
        ("certificate.json", "for the auditor"),
    ):
        console.print(f"  {name:<20}{what}", markup=False)
    console.print("seconds: " + ", ".join(f"{stage} {spent:.1f}" for stage, spent in seconds.items()), markup=False)


def show_plan(plan: Plan, settings: Settings) -> None:
    """Print a plan that is not published."""
    console = night_console()
    for text in filter(None, (searched_by(plan, settings), second_opinion_on(plan, settings))):
        console.print(text, markup=False)
    console.print(
        f"{plan.outcome}: {len(plan.chosen)} projects, worth {amount_text(plan.value, settings)}, at most {amount_text(plan.gap, settings)} below the best possible"
    )
    for label, text in objectives([asdict(each) for each in plan.objectives], plan.ties and asdict(plan.ties), settings):
        console.print(f"{label.lower()}: {text}", markup=False)
    for stage in plan.stages:
        limit = "" if stage.is_complete else " (stopped by a limit)"
        nodes = "" if stage.nodes is None else f" in {stage.nodes:,} nodes"
        console.print(f"  {stage.name}: {_result_text(stage, plan, settings)}{nodes}{limit}", markup=False)


def _result_text(stage: Stage, plan: Plan, settings: Settings) -> str:
    """What a stage reached, with its unit: an amount of the objective, money, or a number that only orders equal plans."""
    if stage.name in (VALUE, WON_BACK):
        return amount_text(Worth(stage.result), settings)
    if stage.name == SPEND:
        return money_text(Minor(stage.result), settings)
    if stage.name == CHANGE:
        return f"{abs(stage.result):,} changes of the approved plan"
    told = next((each for each in plan.objectives if stage.name.endswith(f" {each.name}")), None)
    return amount_in_unit(stage.result, told.unit, settings) if told else f"order number {stage.result:,}"
