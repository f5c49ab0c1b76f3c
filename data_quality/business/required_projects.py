"""Rules about required projects that fit into no plan: they cannot be chosen, or exceed a fund or a role by themselves.

These contradictions are found before any solving. The rules compute lower bounds: the money and people that every plan must
use at least. If a lower bound exceeds the money or people available, no plan exists, and the rows to mend are those that
the rule names.
"""

from collections.abc import Iterable

import networkx as nx
import polars as pl

from cutline.choices.limits.planning_blocks import period_namer, summed_by_block
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.units import Minor
from cutline.valuation.money import format_minor
from data_quality.business.dependencies import required_chains
from data_quality.rule_model.night import Night
from data_quality.rule_model.objections import objections_in_words, objections_to_groups
from data_quality.rule_model.owners import FINANCE, HR, OFFICE
from data_quality.rule_model.rule import Rule

SHOWN = 4


def _required_not_offered(night: Night) -> pl.DataFrame:
    reasons = night.choices.left_out.select("project_id", "text")
    required = night.choices.requirements.group_by("project_id").agg(pl.col("text").str.join("; ").alias("why"))
    lost = required.join(night.choices.options.select("project_id"), on="project_id", how="anti")
    known = lost.join(reasons, on="project_id", how="left").sort("project_id")
    return objections_to_groups(
        known, pl.format("project {} ({})", "project_id", "why"), pl.col("text").fill_null("it is not in projects"), "project_id"
    )


def _least_need(night: Night, lines: pl.DataFrame, keys: list[str], amount: str) -> pl.DataFrame:
    """The least `amount` that each project that must be in the plan takes, over all of its options: project_id, `keys`, least."""
    key = list(OPTION_KEY)
    options = night.choices.options.filter(pl.col("project_id").is_in(list(required_chains(night)))).select(key)
    own = lines.join(options, on=key, how="semi")
    spots = own.select("project_id", *keys).unique()
    # An option without a line for these keys takes nothing, so the least is 0.
    every = options.join(spots, on="project_id").join(own, on=[*key, *keys], how="left").with_columns(pl.col(amount).fill_null(0))
    return (
        every.group_by("project_id", *keys).agg(least=pl.col(amount).min()).filter(pl.col("least") > 0).sort("project_id", *keys)
    )


def _mandates_beyond_funds(night: Night) -> pl.DataFrame:
    """Classes and years in which required projects exceed their funds.

    A maximum flow sends the money that must be spent to the funds that may pay it; the money that cannot flow is the
    shortfall.
    """
    spend = night.choices.spend.join(night.choices.years, on="fiscal_year", how="semi")
    least = _least_need(night, spend, ["cost_class", "fiscal_year"], "amount_minor")
    funds: dict[str, list[str]] = {}
    for project, fund in night.choices.payers.iter_rows():
        funds.setdefault(project, []).append(fund)
    budgets = {(f, c, y): amount for f, c, y, amount in night.choices.budgets.iter_rows()}
    for fund, kind, to_year, most in night.choices.transfers.select(
        "to_fund_id", "to_class", "to_year", "most_minor"
    ).iter_rows():
        # To keep this figure a bound, all money that may be moved into a fund counts as money of that fund.
        budgets[fund, kind, to_year] = budgets.get((fund, kind, to_year), 0) + most
    p, found = night.settings.portfolio, []
    for (cost_class, year), needs in least.group_by("cost_class", "fiscal_year", maintain_order=True):
        purses = {f: budgets[f, cost_class, year] for f, c, y in budgets if (c, y) == (cost_class, year)}
        payers = {project: [f for f in funds.get(project, []) if purses.get(f)] for project in needs["project_id"]}
        wanted = {
            project: amount for project, amount in needs.select("project_id", "least").iter_rows() if payers[project]
        }  # the rule required_can_be_paid objects to projects without a payer
        short, projects, between = _shortfall(wanted, payers, purses)
        if short:
            who = _listed(sorted(projects, key=lambda project: (-wanted[project], project)))
            there = f"fund {' and '.join(between)}"
            need, lacking = (
                format_minor(Minor(each), p.currency, p.minor_digits) for each in (sum(map(wanted.__getitem__, projects)), short)
            )
            what = f"projects that must be in the plan need at least {need}, {lacking} more than there is: {who}"
            found.append((f"{there}, {cost_class} of FY{year}", what))
    return objections_in_words(found)


def _shortfall(wanted: dict[str, int], payers: dict[str, list[str]], purses: dict[str, int]) -> tuple[int, list[str], list[str]]:
    """The amount by which `wanted` exceeds the money of its payers, and the projects and funds of the minimum cut, if there
    is a shortfall.
    """
    graph: nx.DiGraph[tuple[str, str]] = nx.DiGraph()
    graph.add_node(("source", ""))
    graph.add_node(("sink", ""))
    for project, amount in wanted.items():
        graph.add_edge(("source", ""), ("project", project), capacity=amount)
        for fund in payers[project]:
            graph.add_edge(("project", project), ("fund", fund))
    for fund, amount in purses.items():
        graph.add_edge(("fund", fund), ("sink", ""), capacity=amount)
    flow, (near, _) = nx.minimum_cut(graph, ("source", ""), ("sink", ""))
    inside = sorted(near)
    return (
        int(sum(wanted.values()) - flow),
        [name for kind, name in inside if kind == "project"],
        [name for kind, name in inside if kind == "fund"],
    )


def _mandates_beyond_roles(night: Night) -> pl.DataFrame:
    grain = night.choices.grain
    least = _least_need(
        night, summed_by_block(night.choices.demand, grain, "milli_fte"), ["role_id", "period_index"], "milli_fte"
    )
    needs = least.sort("least", "project_id", descending=[True, False]).group_by("role_id", "period_index", maintain_order=True).agg(
        pl.col("least").sum(), pl.col("project_id")
    )  # fmt: skip
    offers = [
        night.choices.elastic.select("role_id", "period_index", most=pl.col("step_milli_fte") * pl.col("most_steps")),
        night.choices.hires.select("role_id", "period_index", most=pl.col("head_milli_fte") * pl.col("most_heads")),
    ]
    bought = summed_by_block(pl.concat(offers), grain, "most")
    there = (
        summed_by_block(night.choices.capacity, grain, "milli_fte")
        .join(bought, on=["role_id", "period_index"], how="left")
        .with_columns(
            pl.col("milli_fte") + pl.col("most").fill_null(0)  # a role without an offer has nobody to buy
        )
    )
    over = (
        needs.join(there, on=["role_id", "period_index"])
        .filter(pl.col("least") > pl.col("milli_fte"))
        .sort("role_id", "period_index")
    )
    when = period_namer(night.settings)
    return objections_in_words([
        (f"role {role} in {when(period)}", f"projects that must be in the plan need at least {need / 1000:,.2f} FTE of {there / 1000:,.2f}: {_listed(who)}")
        for role, period, need, who, there in over.select("role_id", "period_index", "least", "project_id", "milli_fte").iter_rows()
    ])  # fmt: skip


def _listed(names: Iterable[str]) -> str:
    known = list(names)
    return ", ".join(known[:SHOWN]) + (f" and {len(known) - SHOWN} more" if len(known) > SHOWN else "")


RULES = (
    Rule("required_can_be_chosen", "projects", "block", OFFICE, "every required project (mandate, in flight, forced in) can be chosen",
         "mend its data, or lift the requirement", _required_not_offered, is_relaxable=False),
    Rule("mandates_fit_funds", "funds", "block", FINANCE, "the projects that must be in the plan can be paid from the funds that may pay them",
         "raise the budget, let another fund pay, offer a cheaper mode or a later start, or lift a requirement", _mandates_beyond_funds, is_relaxable=False, follows_from=("funds", "fund_eligibility")),
    Rule("mandates_fit_roles", "capacity", "block", HR, "the projects that must be in the plan can be staffed",
         "raise the capacity, offer a leaner mode or a later start, or lift a requirement", _mandates_beyond_roles, is_relaxable=False, follows_from=("capacity",)),
)  # fmt: skip
