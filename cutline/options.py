"""Canonical tables to the optimiser's integers: every way a project may be run, what it is worth, spends and needs, and why others cannot be chosen.

Time, discounting and currency end here: the optimiser sees periods by number, fiscal years, minor units and milli-FTE.
"""

from dataclasses import dataclass, fields

import polars as pl

from cutline.calendar import Calendar
from cutline.courses import intent_rank, running_modes
from cutline.discounting import discounting_of
from cutline.estimates import decision_costs
from cutline.grain import blocks, blocks_of_people, coarse_starts, spans
from cutline.limits import elastic_offers, elastic_payers, hire_terms, payer_limits
from cutline.metrics.alignment import portfolio_scores
from cutline.portfolio_rules import Ground, declared_limits
from cutline.prices import in_prices
from cutline.programmes import declared_programmes
from cutline.robust import deviations, robust_rule
from cutline.scenarios import scenario_values, tail_rule
from cutline.settings import Settings
from cutline.sources.parsing import BY_RULE
from cutline.stopping import STOP_TEXT, exit_costs, stop_options, stoppable
from cutline.synergies import claimed_once, synergies
from cutline.tables import SHARE_SCALE
from cutline.valuation import (
    Tables,
    deciding_benefits,
    deciding_costs,
    expected,
    in_portfolio_currency,
    periods_of,
    present_value,
)
from cutline.virement import money_moves

OPTION_KEY = ("project_id", "mode_id", "start_index")
IMPLICIT_MODE = "full"
NO_LONGER_OPEN = ("closed", "cancelled")
# A bad row in one of these may hide cost, need or value: the project cannot be judged until it is mended.
DECIDING_TABLES = ("projects", "modes", "cost_lines", "benefits", "demand")


@dataclass(frozen=True)
class Choices:
    """What may be chosen, as frames.

    options: project_id, mode_id, start_index, finish_index (exclusive), value (minor units, or milli-points of score).
    spend: option key, cost_class, fiscal_year, amount_minor; every year from the horizon's start on.
    demand: option key, role_id, period_index, milli_fte; inside the horizon.
    budgets: fund_id, cost_class, fiscal_year, amount_minor; the horizon's years.
    payers: project_id, fund_id; which funds may pay for which project.
    capacity: role_id, period_index, milli_fte left for projects.
    requirements: project_id, rule (mandate, in_flight, force_in), text.
    years: fiscal_year; those the horizon touches.
    names: project_id, name.
    dependencies: type, from_project_id, to_project_id, lag_periods, group_id.
    approved: option key of the plan to stay close to.
    left_out: project_id, code, text; projects with no option, and why.
    synergies: synergy_id, project_id, amount; what is gained or lost when all its projects run.
    programmes: rule_id, owner, project_id, is_all_or_none, benefit; declared programmes with their members.
    limits, limit_terms: declared limits (portfolio_rules.LIMIT_SCHEMA, TERM_SCHEMA).
    stop_modes: project_id, mode_id; those that stop the project.
    elastic: role_id, period_index, kind, step_milli_fte, most_steps, step_cost_minor, step_loss, fiscal_year; people that can be bought.
    elastic_payers: fund_id; funds that may pay for them.
    hires: role_id, period_index, head_milli_fte, most_heads, cost_minor, loss, fiscal_year, may_arrive; what holds for people hired in each period.
    transfers: from and to fund_id, class, year, most_minor; money that may be spent as another purse's; rule_id, owner of the virement that
    allows it, null for what is carried over.
    payer_limits: project_id, fund_id, most_bp; the share of a project that a fund may pay, where it is limited.
    robust: label, owner, gamma; how many projects may come in dear at once, no row where none is declared.
    deviations: option key, cost_class, fiscal_year, amount_minor; how much dearer it may come.
    tail: label, owner, worst, floor; how many scenarios are the worst and what they must be worth on average.
    scenarios: scenario, option key, value; what an option is worth in each.
    grain: period_index, block_index; periods that are planned together with others, and the first of those. No row: each by itself.
    """

    options: pl.DataFrame
    spend: pl.DataFrame
    demand: pl.DataFrame
    budgets: pl.DataFrame
    payers: pl.DataFrame
    capacity: pl.DataFrame
    requirements: pl.DataFrame
    dependencies: pl.DataFrame
    approved: pl.DataFrame
    years: pl.DataFrame
    names: pl.DataFrame
    left_out: pl.DataFrame
    synergies: pl.DataFrame
    programmes: pl.DataFrame
    limits: pl.DataFrame
    limit_terms: pl.DataFrame
    stop_modes: pl.DataFrame
    elastic: pl.DataFrame
    elastic_payers: pl.DataFrame
    hires: pl.DataFrame
    transfers: pl.DataFrame
    payer_limits: pl.DataFrame
    robust: pl.DataFrame
    deviations: pl.DataFrame
    tail: pl.DataFrame
    scenarios: pl.DataFrame
    grain: pl.DataFrame

    def frames(self) -> dict[str, pl.DataFrame]:
        """Name to frame, in a fixed order."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


CHOICE_NAMES = {
    "options": "ways of running each project, with their value",
    "spend": "what each option spends, by class and fiscal year",
    "demand": "the people each option needs, by role and period",
    "budgets": "money, by fund, class and fiscal year",
    "payers": "which fund may pay for which project",
    "capacity": "people left for projects, by role and period",
    "requirements": "projects that must be in the plan, and why",
    "dependencies": "how projects bind one another",
    "approved": "the plan to stay close to",
    "years": "fiscal years of the horizon",
    "names": "what projects are called",
    "left_out": "projects that cannot be chosen, and why",
    "synergies": "what projects gain or lose together",
    "programmes": "declared programmes: all or none, benefits of the whole",
    "limits": "declared rules over groups of projects",
    "limit_terms": "what each option counts in a declared rule",
    "stop_modes": "ways to stop a project in flight",
    "elastic": "people that can be bought, by role and period, and at what price",
    "elastic_payers": "funds that may pay for people bought",
    "hires": "people that can be hired, by role and period, and what each costs in it",
    "transfers": "money that may be carried over or vired, at most, and by whose rule",
    "payer_limits": "the share of a project that a fund may pay, where it is limited",
    "robust": "how many projects may come in dear at once",
    "deviations": "how much dearer each option may come, by class and fiscal year",
    "tail": "what the plan must be worth in its worst scenarios",
    "scenarios": "what each option is worth in each scenario",
    "grain": "periods that are planned together, as a block",
}


def choices_from(frames: Tables) -> Choices:
    """Choices from frames by name; other names are passed over."""
    return Choices(**{name: frames[name] for name in CHOICE_NAMES})


def build_choices(tables: Tables, quarantine: pl.DataFrame, settings: Settings) -> Choices:
    """Every option of every candidate project, with its value, spend and demand.

    tables: the canonical tables. quarantine: the bad cells (parsing.QUARANTINE_SCHEMA): a project with a bad row in a deciding table
    has no option. Raises DataBlocked when a currency has no rate.
    """
    calendar = settings.horizon()
    costs = decision_costs(tables, settings)
    benefits = deciding_benefits(in_portfolio_currency("benefits", tables, settings))
    scores = portfolio_scores(tables, settings)
    left_out = _left_out(tables, costs, benefits, scores, quarantine, settings)
    projects = tables["projects"].join(left_out, on="project_id", how="anti").sort("project_id")
    starts = _starts(projects, _modes(projects, tables, costs), calendar, settings).pipe(
        _not_before_horizon, projects, costs, tables["demand"]
    )
    dependencies = _live_dependencies(tables)
    required = required_projects(tables, settings)
    starts = coarse_starts(starts, blocks(settings), _decided_starts(tables["decisions"], calendar), dependencies, required)
    stops = stop_options(projects, required, tables, settings)
    money_out = pl.concat([_lines(starts, stops, costs, calendar), exit_costs(stops, tables, settings)], how="diagonal").filter(
        pl.col("period_index") >= 0
    )
    money_in = _lines(starts, stops, benefits, calendar).filter(pl.col("period_index") >= 0)
    options = _with_value(starts, stops, money_out, money_in, scores, tables, settings)
    closed = projects.join(starts, on="project_id", how="anti").select(
        "project_id",
        code=pl.lit("window"),
        text=pl.lit("its start window, its deadline or work before its start leave no period of the horizon to start in"),
    )
    spend = (
        in_prices(money_out, settings.finance.budget_prices, tables, settings)
        .with_columns(fiscal_year=calendar.fiscal_year_expr(pl.col("period_index")))
        .group_by(*OPTION_KEY, "cost_class", "fiscal_year")
        .agg(pl.col("amount_minor").sum())
        .filter(pl.col("amount_minor") != 0)
        .sort(*OPTION_KEY, "cost_class", "fiscal_year")
    )
    credits_ = spend.filter(pl.col("amount_minor") < 0).select("project_id").unique()
    net_credit = credits_.select(
        "project_id",
        code=pl.lit("data"),
        text=pl.lit("its costs of a class and fiscal year are negative in sum: enter the income as a benefit"),
    )
    left_out = pl.concat([left_out, closed, net_credit]).unique("project_id", keep="first").sort("project_id")
    options, spend = (frame.join(credits_, on="project_id", how="anti", maintain_order="left") for frame in (options, spend))
    payers = _payers(options, tables)
    budgets = _budgets(tables["funds"], calendar)
    limits, limit_terms = declared_limits(settings.rules, _ground(starts, options, spend, budgets, projects, settings))
    return Choices(
        options=options,
        spend=spend,
        demand=_demand(starts, stops, tables["demand"], calendar).join(
            credits_, on="project_id", how="anti", maintain_order="left"
        ),
        budgets=budgets,
        payers=payers,
        capacity=net_capacity(tables["capacity"], calendar),
        requirements=required,
        dependencies=dependencies,
        approved=_approved(tables["decisions"], calendar),
        years=pl.DataFrame({"fiscal_year": calendar.fiscal_years()}, schema={"fiscal_year": pl.Int64}),
        names=tables["projects"].select("project_id", "name").sort("project_id"),
        left_out=left_out,
        synergies=pl.concat([synergies(tables, settings), claimed_once(_claims(money_in, tables, settings), options, stops)]),
        programmes=declared_programmes(tables, settings),
        limits=limits,
        limit_terms=limit_terms,
        stop_modes=stops.select("project_id", "mode_id").sort("project_id", "mode_id"),
        elastic=elastic_offers(tables, settings),
        elastic_payers=elastic_payers(tables["funds"], tables["fund_eligibility"]),
        hires=hire_terms(tables, settings),
        transfers=money_moves(settings.rules.virement, tables["funds"], budgets, calendar),
        payer_limits=payer_limits(payers, tables["projects"], tables["fund_eligibility"]),
        robust=robust_rule(settings),
        deviations=deviations(money_out, tables, settings).join(options, on=OPTION_KEY, how="semi", maintain_order="left"),
        tail=tail_rule(settings),
        scenarios=_scenarios(options, tables, settings),
        grain=blocks_of_people(settings),
    )


def _claims(money_in: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """The option key, double_count_group, present_minor of every benefit line of which another project may claim the same; none where money has no say."""
    lines = money_in.filter(pl.col("double_count_group").is_not_null() & (settings.planning.objective == "value"))
    worth = valued(
        lines.clear().with_columns(cost_class=pl.lit(None, pl.String)), lines, tables, settings
    )  # in the order of the lines
    return worth.select(*OPTION_KEY, "present_minor").with_columns(lines["double_count_group"])


def _scenarios(options: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    if settings.rules.tail is None:
        return scenario_values(options, pl.DataFrame(), settings)
    return scenario_values(options, three_point_lines(tables, settings, options.select(OPTION_KEY)), settings)


def valued(money_out: pl.DataFrame, money_in: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """Lines of options (period_index >= 0) in the prices of finance, expected and discounted: the option key, is_benefit, cost_class, period_index,
    amount_minor (costs negative), chance (1e-8), present_minor.
    """
    costs = money_out.with_columns(
        amount_minor=-pl.col("amount_minor"), chance=pl.lit(SHARE_SCALE**2, pl.Int64), is_benefit=pl.lit(value=False)
    )
    chance = pl.col("probability_bp").fill_null(SHARE_SCALE) * pl.col("success_bp")
    gains = money_in.with_columns(chance=chance, is_benefit=pl.lit(value=True), cost_class=pl.lit(None, pl.String))
    kept = (*OPTION_KEY, "is_benefit", "cost_class", "price_basis", "period_index", "amount_minor", "chance")
    lines = in_prices(pl.concat([costs.select(kept), gains.select(kept)]), settings.finance.prices, tables, settings).drop(
        "price_basis"
    )
    return present_value(lines.lazy(), discounting_of(settings, tables), settings.horizon(), periods_of(lines)).collect()


def mode_flows(tables: Tables, settings: Settings, *, delay: int = 0) -> pl.DataFrame:
    """Lines of every mode of every project run from its earliest start, `delay` periods later: project_id, mode_id, is_default, period_index,
    cost_class (null: a benefit), capex_minor, opex_minor (signed), cost_minor, benefit_minor (of what they turn out to be), present_cost_minor,
    present_benefit_minor.

    Amounts are expected values in the prices of finance; an uncertain loss is a cost, a credit a benefit. Projects with an unknown amount, and those
    that are over, are absent.
    """
    calendar = settings.horizon()
    costs = decision_costs(tables, settings)
    benefits = deciding_benefits(in_portfolio_currency("benefits", tables, settings))
    unknown = pl.concat([frame.filter(pl.col("amount_minor").is_null()).select("project_id") for frame in (costs, benefits)])
    projects = _open(tables).join(unknown, on="project_id", how="anti").join(costs, on="project_id", how="semi")
    first = _earliest(_starts(projects, _modes(projects, tables, costs), calendar, settings), tables)
    # What lies before the horizon is sunk, whenever the rest begins.
    moved = pl.when(pl.col("period_start").is_null()).then(pl.col("period_index") + delay).otherwise("period_index")
    money_out, money_in = (
        _at_periods(first, lines, calendar).filter(pl.col("period_index") >= 0).with_columns(period_index=moved)
        for lines in (costs, benefits)
    )
    lines = valued(money_out, money_in, tables, settings).with_columns(
        expected=expected(pl.col("amount_minor"), pl.col("chance"))
    )

    def booked(cost_class: str) -> pl.Expr:
        return pl.when(pl.col("cost_class") == cost_class).then(-pl.col("expected")).otherwise(0)

    def part(column: str, sign: int) -> pl.Expr:
        return (sign * pl.col(column)).clip(lower_bound=0)

    marked = first.select("project_id", "mode_id", "is_default")
    return lines.join(marked, on=["project_id", "mode_id"], how="left", maintain_order="left").select(
        "project_id", "mode_id", "is_default", "period_index", "cost_class",
        capex_minor=booked("capex"), opex_minor=booked("opex"), cost_minor=part("expected", -1), benefit_minor=part("expected", 1),
        present_cost_minor=part("present_minor", -1), present_benefit_minor=part("present_minor", 1),
    )  # fmt: skip


def _open(tables: Tables) -> pl.DataFrame:
    """Projects that are not over: what is delivered or cancelled is worth nothing to decide on."""
    return tables["projects"].filter(~pl.col("status").is_in(NO_LONGER_OPEN))


def _earliest(starts: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """The earliest start of each mode, with is_default: whether it is the mode marked so, else the first that simply goes on by id, of those the project may be run in."""
    first = starts.sort(OPTION_KEY).unique(["project_id", "mode_id"], keep="first", maintain_order=True)
    marked = (
        tables["modes"]
        .select("project_id", "mode_id", pl.col("is_default").alias("marked"), rank=intent_rank())
        .unique(["project_id", "mode_id"], keep="any")
    )
    ranked = first.join(marked, on=["project_id", "mode_id"], how="left").sort(
        "project_id", pl.col("marked").fill_null(value=False), pl.col("rank").fill_null(0), "mode_id", descending=[False, True, False, False]
    )  # fmt: skip
    return ranked.with_columns(is_default=pl.int_range(pl.len()).over("project_id") == 0).drop("marked", "rank")


def three_point_lines(tables: Tables, settings: Settings, chosen: pl.DataFrame | None = None) -> pl.DataFrame:
    """What the spread of cost and value is drawn from: the option key, side (cost, benefit), low_minor, likely_minor, high_minor, success_bp, driver.

    Lines of the default mode of each project from its earliest start, or of the options `chosen`, from the horizon on, as present values in the
    prices of finance; a chance is left to be drawn. An unknown amount stays unknown.
    """
    calendar = settings.horizon()
    costs, benefits = decision_costs(tables, settings), deciding_benefits(in_portfolio_currency("benefits", tables, settings))
    projects = _open(tables).join(costs, on="project_id", how="semi")
    every = _starts(projects, _modes(projects, tables, costs), calendar, settings)
    starts = _earliest(every, tables).filter("is_default") if chosen is None else every.join(chosen, on=OPTION_KEY, how="semi")
    sides = {"cost": costs.with_columns(probability_bp=pl.lit(SHARE_SCALE, pl.Int64)), "benefit": benefits}
    points = {name: f"present_{name}" for name in ("low_minor", "amount_minor", "high_minor")}
    points_read = {"low_minor": "present_low_minor", "likely_minor": "present_amount_minor", "high_minor": "present_high_minor"}
    driver = pl.lit(None, pl.String) if settings.uncertainty.driver == "none" else pl.col(settings.uncertainty.driver)
    drivers = tables["projects"].select("project_id", driver=driver).unique("project_id", keep="any")
    found = []
    for side, lines in sides.items():
        placed = _at_periods(starts, lines, calendar).filter(pl.col("period_index") >= 0)
        priced = in_prices(placed, settings.finance.prices, tables, settings, tuple(points))
        chance = pl.col("probability_bp").fill_null(SHARE_SCALE) * (pl.col("success_bp") if side == "benefit" else SHARE_SCALE)
        certain = priced.lazy().with_columns(
            chance=pl.lit(SHARE_SCALE**2, pl.Int64), success_bp=(chance + SHARE_SCALE // 2) // SHARE_SCALE
        )
        present = present_value(certain, discounting_of(settings, tables), calendar, periods_of(priced), points)
        found.append(present.select(*OPTION_KEY, side=pl.lit(side), **points_read, success_bp="success_bp").collect())
    return pl.concat(found).join(drivers, on="project_id", how="left", maintain_order="left")


def required_projects(tables: Tables, settings: Settings) -> pl.DataFrame:
    """Projects that must be in the plan: project_id, rule, text (one row for each reason)."""
    first_day = settings.calendar.horizon_start
    projects = tables["projects"]
    binding = pl.col("mandate_expires").is_null() | (pl.col("mandate_expires") >= first_day)
    mandated = projects.filter(pl.col("mandate").is_not_null() & (pl.col("mandate") != "none") & binding).select(
        "project_id",
        rule=pl.lit("mandate"),
        text=pl.format("{} mandate: {}", pl.col("mandate"), pl.col("mandate_reason").fill_null("no reason given")),
    )
    running = projects.filter((pl.col("status") == "in_flight") & settings.planning.in_flight_must_continue).select(
        "project_id", rule=pl.lit("in_flight"), text=pl.lit("in flight, and projects in flight continue")
    )
    ending = stoppable(tables, settings).select("project_id", rule=pl.lit("in_flight"), text=pl.lit(STOP_TEXT))
    forced = tables["decisions"].filter(pl.col("decision") == "force_in").select(
        "project_id",
        rule=pl.lit("force_in"),
        text=pl.format("forced in by {}: {}", pl.col("decided_by").fill_null("unknown"), pl.col("reason").fill_null("no reason given")),
    )  # fmt: skip
    gone = projects.filter(pl.col("status").is_in(["closed", "cancelled"])).select("project_id")
    return (
        pl.concat([mandated.join(gone, on="project_id", how="anti"), running, ending, forced]).unique().sort("project_id", "rule")
    )


def net_capacity(capacity: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """People left for projects: gross less run-the-business less leave, by role_id and period_index inside the horizon."""
    free = pl.col("milli_fte_gross") - pl.col("run_milli_fte").fill_null(0) - pl.col("leave_milli_fte").fill_null(0)
    return (
        capacity.select("role_id", calendar.index_expr(pl.col("period_start")).alias("period_index"), free.alias("milli_fte"))
        .filter(pl.col("period_index").is_between(0, calendar.periods - 1))
        .sort("role_id", "period_index")
    )


def _left_out(
    tables: Tables,
    costs: pl.DataFrame,
    benefits: pl.DataFrame,
    scores: pl.DataFrame,
    quarantine: pl.DataFrame,
    settings: Settings,
) -> pl.DataFrame:
    """One reason for each project that cannot be offered to the optimiser, the first that applies."""
    projects = tables["projects"]

    def reason(ids: pl.DataFrame, code: str, text: str | pl.Expr) -> pl.DataFrame:
        return ids.select("project_id", code=pl.lit(code), text=pl.lit(text) if isinstance(text, str) else text)

    bad = (
        quarantine.filter(pl.col("table").is_in(DECIDING_TABLES) & pl.col("project_id").is_not_null())
        .group_by("project_id", maintain_order=True)
        .agg(
            pl.when(pl.col("action").eq_missing(BY_RULE))
            .then(pl.format("{} row {}, rule {}: {}", "source_file", "source_row", "rule", "found"))
            .otherwise(pl.format("{} row {}: {} is '{}'", "source_file", "source_row", "column", "found"))
            .first()
            .alias("first"),
            pl.len(),
        )
    )
    known = projects.select("project_id")
    unknown_cost = costs.filter(pl.col("amount_minor").is_null())
    unknown_mode = pl.concat(lines_of_unknown_modes(tables, name) for name in ("cost_lines", "benefits", "demand"))
    mode_text = pl.format("{} row {} names the mode '{}', which it does not have", "source_file", "source_row", "mode_id")
    offered = running_modes(tables["modes"])
    all_refused = tables["modes"].join(offered, on="project_id", how="anti")
    unknown_need = tables["demand"].filter(pl.col("milli_fte").is_null())
    status = projects.filter(~pl.col("status").is_in(settings.planning.candidate_status))
    parts = [
        reason(status, "status", pl.format("its status is {}", pl.col("status").str.replace_all("_", " "))),
        reason(
            tables["decisions"].filter(pl.col("decision").is_in(["force_out", "reject", "defer"])), "decision",
            pl.format("{} by {}: {}", pl.col("decision").str.replace_all("_", " "), pl.col("decided_by").fill_null("unknown"), pl.col("reason").fill_null("no reason given")),
        ),
        reason(bad, "data", pl.format("{} bad cell(s) or row(s) in quarantine; the first: {}", "len", "first")),
        reason(unknown_mode, "data", mode_text),
        reason(all_refused, "window", "none of its modes may be chosen"),
        reason(known.join(costs, on="project_id", how="anti"), "data", "it has no cost lines, so its cost is unknown"),
        reason(_without_costs(offered, costs, whole_project=True), "data", "none of its modes has a cost line, so its cost is unknown"),
        reason(unknown_cost, "data", "part of its cost is unknown in the export"),
        reason(unknown_need, "data", "part of the people it needs is unknown in the export"),
    ]  # fmt: skip
    if settings.planning.objective == "value":
        parts.append(
            reason(benefits.filter(pl.col("amount_minor").is_null()), "data", "part of its benefits is unknown in the export")
        )
    else:
        parts.append(
            reason(known.join(scores, on="project_id", how="anti"), "data", "it has no score for at least one criterion")
        )
    return pl.concat(parts).unique("project_id", keep="first", maintain_order=True).sort("project_id")


def _modes(projects: pl.DataFrame, tables: Tables, costs: pl.DataFrame) -> pl.DataFrame:
    """project_id, mode_id, duration, success_bp: the modes that may be chosen, an implicit one where none is declared."""
    declared = tables["modes"].select(
        "project_id", "mode_id", "duration_periods", "success_probability_bp", "is_eligible", "exit_cost_minor", "intent"
    )
    implicit = projects.join(declared, on="project_id", how="anti").select("project_id", mode_id=pl.lit(IMPLICIT_MODE))
    offered = running_modes(declared).join(_without_costs(declared, costs), on=["project_id", "mode_id"], how="anti")
    lines = pl.concat([frame.select("project_id", "mode_id", "period_offset") for frame in (costs, tables["demand"])])
    last = (pl.col("period_offset").max() + 1).clip(lower_bound=1)
    of_all = lines.filter(pl.col("mode_id").is_null()).group_by("project_id").agg(reach_of_all=last)
    own = lines.group_by("project_id", "mode_id").agg(own_reach=last)  # a faster mode is done when its own lines are
    return (
        pl.concat([offered.drop("is_eligible", "exit_cost_minor", "intent"), implicit], how="diagonal")
        .join(projects.select("project_id"), on="project_id", how="semi")
        .join(of_all, on="project_id", how="left")
        .join(own, on=["project_id", "mode_id"], how="left")
        .select(
            "project_id",
            "mode_id",
            duration=pl.coalesce("duration_periods", pl.max_horizontal("reach_of_all", "own_reach"), pl.lit(1)).cast(pl.Int64),
            success_bp=pl.col("success_probability_bp").fill_null(SHARE_SCALE),
        )
    )


def _without_costs(modes: pl.DataFrame, costs: pl.DataFrame, *, whole_project: bool = False) -> pl.DataFrame:
    """Modes without a deciding cost line of their own or of the whole project: their cost is unknown, not nothing."""
    for_all = costs.filter(pl.col("mode_id").is_null())
    bare = modes.join(for_all, on="project_id", how="anti").join(costs, on=["project_id", "mode_id"], how="anti")
    if not whole_project:
        return bare
    priced = modes.join(bare, on=["project_id", "mode_id"], how="anti")
    return bare.join(priced, on="project_id", how="anti")


def lines_of_unknown_modes(tables: Tables, name: str) -> pl.DataFrame:
    """project_id, mode_id, source_file, source_row of the lines of table `name` that name a mode their project does not have.

    A project without modes has one, called full.
    """
    lines = tables[name].filter(pl.col("mode_id").is_not_null())
    without = lines.join(tables["modes"], on="project_id", how="anti").filter(pl.col("mode_id") != IMPLICIT_MODE)
    others = lines.join(tables["modes"], on="project_id", how="semi").join(
        tables["modes"], on=["project_id", "mode_id"], how="anti"
    )
    return pl.concat([each.select("project_id", "mode_id", "source_file", "source_row") for each in (without, others)])


def modes_without_costs(tables: Tables) -> pl.DataFrame:
    """Offered modes that cannot be chosen because no cost line is theirs."""
    return _without_costs(running_modes(tables["modes"]), deciding_costs(tables["cost_lines"]))


def _not_before_horizon(starts: pl.DataFrame, projects: pl.DataFrame, costs: pl.DataFrame, demand: pl.DataFrame) -> pl.DataFrame:
    """The starts from which no work or cost falls before the horizon; only a project in flight has a past."""
    earliest = pl.concat([frame.select("project_id", "period_offset") for frame in (costs, demand)]).group_by("project_id").agg(
        first_offset=pl.col("period_offset").min()
    )  # fmt: skip
    running = projects.filter(pl.col("status") == "in_flight")["project_id"].implode()
    return (
        starts.join(earliest, on="project_id", how="left", maintain_order="left")
        .filter(pl.col("project_id").is_in(running) | (pl.col("start_index") + pl.col("first_offset").fill_null(0) >= 0))
        .drop("first_offset")
    )


def _starts(projects: pl.DataFrame, modes: pl.DataFrame, calendar: Calendar, settings: Settings) -> pl.DataFrame:
    """One row for each option: project_id, mode_id, start_index, finish_index, success_bp."""
    index = calendar.index_expr
    running = pl.col("status") == "in_flight"
    holds = index(pl.col("earliest_start")).fill_null(0)
    # A start is the first day of a period: one wished for within a period is the next.
    after = index(pl.col("earliest_start") - pl.duration(days=1)).fill_null(-1) + 1
    first = pl.when(running).then(holds).otherwise(after.clip(lower_bound=0))
    flexible = first + settings.planning.default_flexibility_periods
    last = (
        pl.when(running)
        .then(first)
        .otherwise(index(pl.col("latest_start")).fill_null(flexible).clip(upper_bound=calendar.periods - 1))
    )
    windows = projects.select(
        "project_id",
        first=first,
        last=last,
        due=pl.when(running)
        .then(None)
        .otherwise(index(pl.col("deadline") + pl.duration(days=1))),  # a running project that is late is still running
    ).filter(pl.col("first") <= pl.col("last"))
    return (
        modes.join(windows, on="project_id")
        .with_columns(start_index=pl.int_ranges("first", pl.col("last") + 1, dtype=pl.Int64))
        .explode("start_index")
        .with_columns(finish_index=pl.col("start_index") + pl.col("duration"))
        .filter(pl.col("due").is_null() | (pl.col("finish_index") <= pl.col("due")))
        .select(*OPTION_KEY, "finish_index", "success_bp")
        .sort(*OPTION_KEY)
    )


def _at_periods(starts: pl.DataFrame, lines: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """The lines of every option with their period_index; a line without a mode belongs to every mode of its project."""
    when = pl.coalesce(pl.col("start_index") + pl.col("period_offset"), calendar.index_expr(pl.col("period_start")))
    any_mode = lines.filter(pl.col("mode_id").is_null()).drop("mode_id")
    one_mode = lines.filter(pl.col("mode_id").is_not_null())
    both = [
        starts.join(any_mode, on="project_id", maintain_order="left_right"),
        starts.join(one_mode, on=["project_id", "mode_id"], maintain_order="left_right"),
    ]
    return pl.concat(both, how="diagonal").with_columns(when.alias("period_index"))


def _lines(starts: pl.DataFrame, stops: pl.DataFrame, lines: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """The lines of every option: of a way to stop only those that name it."""
    named = lines.filter(pl.col("mode_id").is_not_null())
    return pl.concat([_at_periods(starts, lines, calendar), _at_periods(stops, named, calendar)], how="diagonal")


def _with_value(
    starts: pl.DataFrame,
    stops: pl.DataFrame,
    money_out: pl.DataFrame,
    money_in: pl.DataFrame,
    scores: pl.DataFrame,
    tables: Tables,
    settings: Settings,
) -> pl.DataFrame:
    if settings.planning.objective == "score":
        scored = starts.join(scores, on="project_id", how="left", maintain_order="left").rename({"score_milli": "value"})
        both = pl.concat(
            [scored, stops.with_columns(value=pl.lit(0, pl.Int64))], how="diagonal"
        )  # what is stopped scores nothing
        return both.select(*OPTION_KEY, "finish_index", "value").sort(OPTION_KEY)
    value = valued(money_out, money_in, tables, settings).group_by(OPTION_KEY).agg(value=pl.col("present_minor").sum())
    return (
        pl.concat([starts, stops], how="diagonal")
        .sort(OPTION_KEY)
        .join(value, on=OPTION_KEY, how="left", maintain_order="left")
        .with_columns(
            pl.col("value").fill_null(0)
        )  # an option whose every line lies before the horizon: all sunk, worth nothing now
        .select(*OPTION_KEY, "finish_index", "value")
    )


def _ground(
    starts: pl.DataFrame,
    options: pl.DataFrame,
    spend: pl.DataFrame,
    budgets: pl.DataFrame,
    projects: pl.DataFrame,
    settings: Settings,
) -> Ground:
    calendar = settings.horizon()
    inside = spend.filter(pl.col("fiscal_year").is_in(calendar.fiscal_years()))
    spent = inside.group_by(OPTION_KEY).agg(spend_minor=pl.col("amount_minor").sum())
    runs = (
        starts.join(options, on=OPTION_KEY, how="semi", maintain_order="left")
        .join(spent, on=OPTION_KEY, how="left", maintain_order="left")
        .with_columns(pl.col("spend_minor").fill_null(0))  # no line: known to spend nothing inside the horizon
        .join(projects, on="project_id", how="left", maintain_order="left")
    )
    far = {"starts": blocks(settings), "active": blocks_of_people(settings)}
    return Ground(
        runs,
        int(budgets["amount_minor"].sum()),
        calendar,
        {count: spans(grain, calendar.periods) for count, grain in far.items()},
    )


def _demand(starts: pl.DataFrame, stops: pl.DataFrame, demand: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    return (
        _lines(starts, stops, demand, calendar)
        .filter(pl.col("period_index").is_between(0, calendar.periods - 1) & (pl.col("milli_fte") > 0))
        .group_by(*OPTION_KEY, "role_id", "period_index")
        .agg(pl.col("milli_fte").sum())
        .sort(*OPTION_KEY, "role_id", "period_index")
    )


def _budgets(funds: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    first_day = {calendar.fiscal_year(i): calendar.period_start(i) for i in reversed(range(calendar.periods))}
    opens = pl.col("fiscal_year").replace_strict(first_day, default=None, return_dtype=pl.Date)
    return (
        funds.filter(
            pl.col("fiscal_year").is_in(list(first_day)) & (pl.col("expires_on").is_null() | (pl.col("expires_on") >= opens))
        )
        .select("fund_id", "cost_class", "fiscal_year", "amount_minor")
        .sort("fund_id", "cost_class", "fiscal_year")
    )


def _payers(options: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """Which fund may pay for which project: a word on the project beats one on its class; a fund with words is closed to the rest."""
    projects = (
        options.select("project_id").unique().join(tables["projects"].select("project_id", "project_class"), on="project_id")
    )
    pairs = projects.join(tables["funds"].select("fund_id").unique(), how="cross")
    words = tables["fund_eligibility"].select("fund_id", "project_id", "project_class", "is_eligible")
    by_project = words.filter(pl.col("project_id").is_not_null()).select("fund_id", "project_id", own="is_eligible")
    by_class = words.filter(pl.col("project_id").is_null()).select("fund_id", "project_class", class_word="is_eligible")
    opens_by_word = words.filter(pl.col("is_eligible")).select("fund_id").unique().with_columns(is_closed=pl.lit(value=True))
    return (
        pairs.join(by_project, on=["fund_id", "project_id"], how="left")
        .join(by_class, on=["fund_id", "project_class"], how="left")
        .join(opens_by_word, on="fund_id", how="left")
        .filter(pl.coalesce("own", "class_word", pl.col("is_closed").is_null()))
        .select("project_id", "fund_id")
        .sort("project_id", "fund_id")
    )


def _live_dependencies(tables: Tables) -> pl.DataFrame:
    """The dependencies that still bind: one on a project that is closed, hence delivered, is met."""
    delivered = tables["projects"].filter(pl.col("status") == "closed")["project_id"].implode()
    columns = ("type", "from_project_id", "to_project_id", "lag_periods", "group_id")
    stated = tables["dependencies"].select(columns).with_columns(pl.col("lag_periods").fill_null(0))
    turned = stated.filter(pl.col("type") == "together").rename(
        {"from_project_id": "to_project_id", "to_project_id": "from_project_id"}
    )
    rows = pl.concat([stated, turned.select(columns)]).unique(maintain_order=True)  # both or neither binds both ways
    met = pl.col("to_project_id").is_in(delivered) & (pl.col("type") != "any_of")
    any_of_met = rows.filter((pl.col("type") == "any_of") & pl.col("to_project_id").is_in(delivered)).select(
        "from_project_id", "group_id"
    )
    return (
        rows.filter(~met)
        .join(
            any_of_met.with_columns(type=pl.lit("any_of")).unique(),
            on=["type", "from_project_id", "group_id"],
            how="anti",
            nulls_equal=True,
        )
        .sort("type", "from_project_id", "to_project_id")
    )


def _decided_starts(decisions: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    dated = decisions.filter(pl.col("start_period").is_not_null())
    return dated.select("project_id", start_index=calendar.index_expr(pl.col("start_period")))


def _approved(decisions: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    return (
        decisions.filter(pl.col("decision") == "approve")
        .select(
            "project_id",
            pl.col("mode_id").fill_null(IMPLICIT_MODE),
            start_index=calendar.index_expr(pl.col("start_period")),
        )
        .sort("project_id")
    )
