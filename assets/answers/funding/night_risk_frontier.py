"""The frontier of risk of a published night: the value of the best plan under caps on failure, or floors under bad scenarios."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import polars as pl

from assets.answers.funding.night_frontier import NightFrontier
from assets.answers.funding.night_rule_prices import limits_of
from assets.answers.funding.rules_in_tables import chosen_columns
from assets.published_nights.files import asked_night, read_frames
from assets.published_nights.rebuilding import quarantine_of
from cutline.choices.options.building import build_choices
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.contracts.units import SHARE_SCALE
from cutline.errors import Finding, UsageError
from cutline.settings.all_settings import Settings
from cutline.settings.rules import RiskRule, TailRule
from optimizer.explain.funding.frontier import Level, points_at
from optimizer.explain.funding.risk_levels import failure_levels, tail_levels
from optimizer.plan import Plan
from optimizer.search.limits import Progress

Measure = Literal["failure", "tail"]
NAME, OWNER = "frontier of risk", "frontier"
LOWEST_FLOOR = -(10**15)  # the lowest floor that the settings allow: every plan keeps it
Frames = dict[str, pl.DataFrame]


def night_risk_frontier(
    night: Path, measure: Measure, changes_bp: Sequence[int], *, seconds: float, progress: Progress = lambda _: None
) -> NightFrontier:
    """The frontier of risk of a night. changes_bp: the changes of the measure, against what the plan of the night reaches.

    measure: "failure" is the chance of failure, averaged over the chosen projects by their spend; "tail" is the average value of the
    worst scenarios, as [rules.tail] states them. Raises UsageError as `asked_night`, and for a plan without the measure.
    """
    asked = asked_night(night)
    tables, quarantine, frames, settings = (
        read_frames(night, "tables", EXPORTED),
        quarantine_of(night),
        asked.frames,
        asked.settings,
    )
    if measure == "failure":
        rules = settings.rules.model_copy(update={"risk": tuple(_risk_rule(cap) for cap in (0, SHARE_SCALE))})
        built = build_choices(tables, quarantine, settings.model_copy(update={"rules": rules})).frames()
        levels = _failure_levels(frames, asked.plan, _chances(built), changes_bp)
        of, unit = "chance of failure, averaged over the chosen projects by their spend; a lower cap is safer", "bp"
    else:
        rule = _tail_rule(settings)
        rules = settings.rules.model_copy(update={"tail": rule})
        built = build_choices(tables, quarantine, settings.model_copy(update={"rules": rules})).frames()
        worst = int(built["tail"]["worst"][0])
        levels = tail_levels(frames, asked.plan, chosen_columns(built)["scenarios"], worst, changes_bp)
        of = f"average value of the {worst} worst of {2**rule.scenarios_log2} scenarios; a higher floor is safer"
        unit = "minor"
    points = points_at(levels, frames, asked.plan, limits_of(asked, seconds), progress)
    return NightFrontier(of, unit, points, settings)


def _failure_levels(frames: Frames, plan: Plan, chances: pl.DataFrame, changes_bp: Sequence[int]) -> list[Level]:
    try:
        return failure_levels(frames, plan, chances, changes_bp)
    except ValueError as error:
        found = Finding("--risk", str(error), "a plan that spends money inside the horizon", "ask for --risk tail")
        raise UsageError("the plan has no such measure", [found]) from error


def _risk_rule(cap: int) -> RiskRule:
    return RiskRule(name=f"{NAME} {cap}", owner=OWNER, at_most_bp=cap)


def _tail_rule(settings: Settings) -> TailRule:
    """The declared rule, or else the rule with its defaults and a floor that every plan keeps."""
    if (first := settings.planning.first_measure) != "value":
        found = Finding("--risk", f"tail, and the first objective is {first}", "the objective value", "ask for --risk failure")
        raise UsageError("the worst scenarios are worth money", [found])
    return settings.rules.tail or TailRule(name=NAME, owner=OWNER, floor_minor=LOWEST_FLOOR)


def _chances(built: Frames) -> pl.DataFrame:
    """OPTION_KEY, failure_bp, spend_minor of every option that runs a project and spends money.

    The weight of an option under a cap of c is (chance of failure - c) x spend. The weights under two caps give both figures.
    """
    weights = []
    for cap in (0, SHARE_SCALE):
        label = built["limits"].filter(pl.col("label").str.starts_with(f"{NAME} {cap}:"))["limit_id"].implode()
        own = built["limit_terms"].filter(pl.col("limit_id").is_in(label))
        weights.append(own.select(*OPTION_KEY, pl.col("weight").alias(f"w{cap}")))
    both = (
        weights[0]
        .join(weights[1], on=list(OPTION_KEY), how="full", coalesce=True)
        .with_columns(pl.col("w0", f"w{SHARE_SCALE}").fill_null(0))
    )
    spend = both.with_columns(spend_minor=(pl.col("w0") - pl.col(f"w{SHARE_SCALE}")) // SHARE_SCALE)
    return spend.select(*OPTION_KEY, failure_bp=pl.col("w0") // pl.col("spend_minor"), spend_minor="spend_minor").sort(OPTION_KEY)
