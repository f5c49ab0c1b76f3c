"""The group `plan`: the recommended portfolio, its verification, and the reason for every project left out.

The verification is the verdict of the independent verifier.
"""

from dataclasses import replace
from functools import partial

import dagster as dg
import polars as pl

from assets.inputs import PORTFOLIO_OFFICE, asset_names, own_names, without_prefix
from assets.resources.portfolio import Portfolio
from assets.resources.quick_night import is_quick
from cutline.choices.limits.planning_blocks import period_namer
from cutline.choices.options.choices import CHOICE_NAMES
from cutline.choices.options.option_values import cost_values
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.errors import NoPlan, VerificationFailed
from cutline.reports.amounts import amount_text
from cutline.reports.tables.reasons import NOT_SEARCHED
from cutline.settings.all_settings import Settings
from cutline.settings.solver import BUILT_IN_ENGINE
from cutline.valuation.money import format_minor
from data_quality.rule_model.results import CheckReport
from optimizer.explain.cards.card import cards_frame
from optimizer.explain.cards.card_searches import CardQuestions
from optimizer.explain.cards.cards import cards, unasked
from optimizer.explain.funding.night_frontier import frontier_frame, night_frontier
from optimizer.explain.prices import ProofLimits
from optimizer.explain.reasons import REASON_SCHEMA, reasons, reasons_frame
from optimizer.explain.workers.worker_pool import processes_of
from optimizer.infeasible.exclusion import causes_frame
from optimizer.infeasible.way_out import find_way_out
from optimizer.infeasible.wording import no_plan_findings, way_out_findings
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.engine_fallback import solve_with_engine
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits, Progress
from optimizer.search.second_opinion import with_second_opinion
from optimizer.solver.engines.catalogue import EngineChoice
from optimizer.verifier.verdict import Verdict
from optimizer.verifier.verify import verify

PROBLEM = own_names("problem", CHOICE_NAMES)
CORE = asset_names("core", EXPORTED)


def _limits(portfolio: Portfolio) -> Limits:
    s = portfolio.settings().solver
    return Limits(s.gap_target_ppm, s.max_nodes, s.time_limit_seconds, s.threads, s.seed, s.neighbourhoods)


def _engine(settings: Settings) -> EngineChoice | None:
    """The engine that is asked for the plan; None for the built-in one."""
    s = settings.solver
    return None if s.engine == BUILT_IN_ENGINE else EngineChoice(s.engine, s.engine_options, s.engine_proof_nodes)


def _second_engine(settings: Settings) -> EngineChoice | None:
    """The engine that is asked for a second opinion; None if none is."""
    s = settings.solver
    return None if s.second_opinion is None else EngineChoice(s.second_opinion, s.second_opinion_options)


@dg.asset(
    group_name="plan", kinds={"pulp", "highs"}, owners=PORTFOLIO_OFFICE, io_manager_key="json", ins=PROBLEM,
    description="The recommended portfolio: projects, options, starts and who pays, with its value, the bound and the gap.",
)  # fmt: skip
def plan(context: dg.AssetExecutionContext, portfolio: Portfolio, gate: pl.DataFrame, **frames: pl.DataFrame) -> Plan:
    # The checks of the graph stop the run before this step, unless somebody runs it without them.
    CheckReport.from_frame(gate).demand_passed()
    problem, tolerance = build_problem(frames), portfolio.settings().planning.value_tolerance_bp
    limits = replace(_limits(portfolio), engine=_engine(portfolio.settings()))
    found, trouble = solve_with_engine(
        problem, limits, value_tolerance_bp=tolerance, progress=context.log.info, is_attended=portfolio.is_attended
    )
    if isinstance(found, Failed):
        error = no_plan(found, frames, portfolio, context.log.info)
        raise error if trouble is None else NoPlan(error.summary, [trouble.finding(), *error.findings], error.way_out)
    if asked := _second_engine(portfolio.settings()):
        found = with_second_opinion(frames, found, limits, asked, value_tolerance_bp=tolerance, progress=context.log.info)
    portfolio.store.keep_no_plan(None)
    context.add_output_metadata(
        {"outcome": found.outcome, "value": found.value, "bound": found.bound, "projects": len(found.chosen)}
    )
    return found


@dg.asset(
    group_name="plan", kinds={"python"}, owners=PORTFOLIO_OFFICE, io_manager_key="json", ins=PROBLEM,
    description="The verdict of the independent integer verifier on the plan. A plan that fails stops the night here.",
)  # fmt: skip
def verified(context: dg.AssetExecutionContext, plan: Plan, **frames: pl.DataFrame) -> Verdict:
    verdict = verify(frames, plan)
    context.add_output_metadata({"checks": sum(verdict.checks.values()), **verdict.checks})
    if not verdict.passed:
        raise VerificationFailed("the plan failed the integer verifier: " + "; ".join(verdict.violations[:10]))
    return verdict


@dg.asset(
    group_name="plan", kinds={"highs"}, owners=PORTFOLIO_OFFICE, ins=PROBLEM, deps=["verified"],
    description="Why each project that could have been chosen was not: what choosing it would cost, which projects it would displace, and which limits it would break; and the rules that exclude a project that no plan can hold.",
)  # fmt: skip
def plan_reasons(context: dg.AssetExecutionContext, portfolio: Portfolio, plan: Plan, **frames: pl.DataFrame) -> pl.DataFrame:
    s = portfolio.settings().solver
    limits = Limits(s.reason_gap_ppm, s.reason_max_nodes, s.time_limit_seconds, s.threads, s.seed)
    proof = ProofLimits(nodes=0, work=0.0) if is_quick(context) else ProofLimits(nodes=s.reason_proof_nodes)
    problem = build_problem(frames)
    processes = processes_of(s.processes, len(problem.projects))
    found = reasons(problem, plan, limits, proof=proof, processes=processes, progress=context.log.info)
    never = [each.project_id for each in found if each.code == "never_fits"]
    if is_quick(context):
        return not_searched(reasons_frame(found))
    causes = causes_frame(problem, never, limits, period=period_namer(portfolio.settings()), progress=context.log.info)
    context.add_output_metadata({state: sum(each.state == state for each in found) for state in ("proven", "bounded", "found")})
    return with_causes(reasons_frame(found), causes)


@dg.asset(
    group_name="plan", kinds={"highs"}, owners=PORTFOLIO_OFFICE, ins=PROBLEM | CORE, deps=["verified"],
    description="The card of every project: how much more value, how much less cost, how much money or how many people it lacks; or how much value it may lose and how much more it may cost before it leaves.",
)  # fmt: skip
def plan_cards(
    context: dg.AssetExecutionContext, portfolio: Portfolio, plan: Plan, plan_reasons: pl.DataFrame, quarantine: pl.DataFrame,
    **frames: pl.DataFrame,
) -> pl.DataFrame:  # fmt: skip
    settings, choices = portfolio.settings(), {name: frames[name] for name in CHOICE_NAMES}
    s = settings.solver
    worth = cost_values(choices["options"], choices["stop_modes"], without_prefix("core", frames), quarantine, settings)
    limits = Limits(max_nodes=s.max_nodes, threads=s.threads, seed=s.seed)
    questions = CardQuestions.of(choices, plan, worth, limits)
    made = (
        unasked(questions, plan_reasons)
        if is_quick(context)
        else cards(
            questions,
            plan_reasons,
            work=s.card_work * 1e6,
            processes=processes_of(s.processes, choices["options"]["project_id"].n_unique()),
            progress=context.log.info,
        )
    )
    return cards_frame(made)


@dg.asset(
    group_name="plan", kinds={"highs"}, owners=PORTFOLIO_OFFICE, ins=PROBLEM, deps=["verified"],
    description="The value of the best plan at 25 amounts of money around tonight's, each with its bound, and who enters and leaves.",
)  # fmt: skip
def plan_frontier(context: dg.AssetExecutionContext, portfolio: Portfolio, plan: Plan, **frames: pl.DataFrame) -> pl.DataFrame:
    if is_quick(context):
        return frontier_frame([])
    s = portfolio.settings().solver
    limits = Limits(max_nodes=s.reason_max_nodes, threads=s.threads, seed=s.seed)
    return frontier_frame(night_frontier(build_problem(frames), plan, limits, progress=context.log.info))


def not_searched(found: pl.DataFrame) -> pl.DataFrame:
    """The reasons of a quick night: their prices were not searched, and each says so."""
    return found.with_columns(price_state=pl.lit(NOT_SEARCHED))


def with_causes(found: pl.DataFrame, causes: pl.DataFrame) -> pl.DataFrame:
    """The reasons (REASON_SCHEMA) with the causes (CAUSE_SCHEMA) of the projects that no plan can hold."""
    told = found.drop("cause", "is_cause_proven").join(causes, on="project_id", how="left", maintain_order="left")
    return told.with_columns(pl.col("cause").fill_null([])).select(list(REASON_SCHEMA))


def no_plan(found: Failed, frames: dict[str, pl.DataFrame], portfolio: Portfolio, progress: Progress) -> NoPlan:
    """The error that says why there is no plan.

    If the problem is infeasible, the error also describes the way out, and store/no_plan.json keeps the description until a
    night has a plan.
    """
    settings = portfolio.settings()
    p = settings.portfolio
    money, worth = partial(format_minor, currency=p.currency, digits=p.minor_digits), partial(amount_text, settings=settings)
    findings = no_plan_findings(found, money, worth)
    if found.failure != "infeasible":
        return NoPlan("no plan", findings)
    way = find_way_out(frames, _limits(portfolio), value_tolerance_bp=settings.planning.value_tolerance_bp, progress=progress)
    words = way_out_findings(way, money, worth, period_namer(settings))
    values = {"failure": found.failure, **way.as_dict()}
    portfolio.store.keep_no_plan(values)
    return NoPlan("no plan", [*findings, *words], values)


ASSETS = [plan, verified, plan_reasons, plan_cards, plan_frontier]
