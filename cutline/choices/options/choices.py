"""`Choices`: everything that the optimiser may choose from, and everything that limits the choice, as frames."""

from dataclasses import dataclass, fields

import polars as pl

from cutline.contracts.tables.records import Tables


@dataclass(frozen=True)
class Choices:
    """What may be chosen, as frames. The option key is project_id, mode_id, start_index.

    options: option key, finish_index (exclusive), value (minor units, or thousandths of a score point).
    spend: option key, cost_class, fiscal_year, amount_minor; every year from the horizon's start on.
    demand: option key, role_id, period_index, milli_fte; inside the horizon.
    budgets: fund_id, cost_class, fiscal_year, amount_minor; the horizon's years.
    payers: project_id, fund_id; which funds may pay for which project.
    capacity: role_id, period_index, milli_fte left for projects.
    requirements: project_id, rule (mandate, in_flight, force_in), text.
    years: fiscal_year; those that the horizon touches.
    names: project_id, name.
    dependencies: type, from_project_id, to_project_id, lag_periods, group_id.
    approved: option key of the plan to stay close to.
    left_out: project_id, code, text; projects without an option, each with the reason.
    synergies: synergy_id, project_id, amount; what is gained or lost if all its projects run.
    programmes: rule_id, owner, project_id, is_all_or_none, benefit; declared programmes with their members.
    limits, limit_terms: declared limits (LIMIT_SCHEMA) and the weight of each option in them (TERM_SCHEMA).
    stop_modes: project_id, mode_id; the modes that stop their project.
    elastic: role_id, period_index, kind, step_milli_fte, most_steps, step_cost_minor, step_loss, fiscal_year; people that can
      be bought.
    elastic_payers: fund_id; the funds that may pay for people.
    hires: role_id, period_index, head_milli_fte, most_heads, cost_minor, loss, fiscal_year, may_arrive; people that can be
      hired, by period.
    transfers: from and to fund_id, class, year, most_minor; the most money of one purse that may be spent as the money of
    another purse. rule_id, owner: those of the virement that allows the transfer; null for money that is carried over.
    payer_limits: project_id, fund_id, most_bp; the share of a project that a fund may pay, if the share is limited.
    robust: label, owner, gamma; for how many projects at once the budgets must cover a cost above plan. No row if no such
    rule is declared.
    deviations: option key, cost_class, fiscal_year, amount_minor; how much more than planned the option may cost.
    tail: label, owner, worst, floor; how many scenarios count as the worst, and the least average value that the plan must
    have in them.
    scenarios: scenario, option key, value; what an option is worth in each scenario.
    grain: period_index, block_index; each period of a planning block, and the first period of its block. A period without a
    row is planned as a single period.
    objectives: rank, name, unit, is_least, base, may_lose_bp, may_lose; all objectives in their order where several are declared, and
    what each may cost the one before. objective_terms, objective_people, objective_synergies: what options, people who are bought and
    hired, and synergies add to the objectives after the first.
    money_years: option key, first_year, last_year; the fiscal years in which the option may spend money, as it runs in them
    (null: any).
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
    money_years: pl.DataFrame
    objectives: pl.DataFrame
    objective_terms: pl.DataFrame
    objective_people: pl.DataFrame
    objective_synergies: pl.DataFrame

    def frames(self) -> dict[str, pl.DataFrame]:
        """Frame name to frame, in the order of the fields."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


CHOICE_NAMES = {
    "options": "ways of running each project, with their value",
    "spend": "what each option spends, by class and fiscal year",
    "demand": "the people each option needs, by role and period",
    "budgets": "the money of each fund, by class and fiscal year",
    "payers": "which fund may pay for which project",
    "capacity": "people left for projects, by role and period",
    "requirements": "projects that must be in the plan, and why",
    "dependencies": "the dependencies between projects",
    "approved": "the plan to stay close to",
    "years": "fiscal years of the horizon",
    "names": "the names of the projects",
    "left_out": "projects that cannot be chosen, and why",
    "synergies": "what projects gain or lose together",
    "programmes": "declared programmes: all or none, benefits of the whole",
    "limits": "declared rules over groups of projects",
    "limit_terms": "what each option counts in a declared rule",
    "stop_modes": "ways to stop a project in flight",
    "elastic": "people that can be bought, by role and period, and at what price",
    "elastic_payers": "funds that may pay for people bought",
    "hires": "people that can be hired, by role and period, and what each costs in that period",
    "transfers": "the most money that may be carried over or vired, and by whose rule",
    "payer_limits": "the share of a project that a fund may pay, where it is limited",
    "robust": "how many projects may cost more than planned at once",
    "deviations": "how much more than planned each option may cost, by class and fiscal year",
    "tail": "what the plan must be worth on average in its worst scenarios",
    "scenarios": "what each option is worth in each scenario",
    "grain": "periods that are planned together, as a block",
    "money_years": "the fiscal years in which each option may spend money",
    "objectives": "the objectives in their order, where several are declared",
    "objective_terms": "what each option adds to the objectives after the first",
    "objective_people": "what people who are bought and hired add to the objectives after the first",
    "objective_synergies": "what projects add together to the objectives after the first",
}


def choices_from(frames: Tables) -> Choices:
    """`Choices` from frames by name. Frames of other names are ignored."""
    return Choices(**{name: frames[name] for name in CHOICE_NAMES})
