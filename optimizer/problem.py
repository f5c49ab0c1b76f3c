"""The frozen Problem: the optimiser's integers in an order that does not depend on ids or row order.

Solvers break ties by the order of columns and rows. Sorting everything by what it *is* (values, spends, needs, relations) rather than by
what it is *called* makes the model the same matrix whatever the export's ids and row order are, and with it the answer.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cutline.errors import Finding, UsageError
from optimizer.columns import Layout
from optimizer.elastic import ELASTIC_SCHEMA, Elastic, offers
from optimizer.hires import HIRE_SCHEMA, Terms, hire_terms, with_hires
from optimizer.lines import Lines

IntArray = NDArray[np.int64]
CHOICE_FRAMES: dict[str, dict[str, pl.DataType]] = {
    "options": {"project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(), "finish_index": pl.Int64(), "value": pl.Int64()},
    "spend": {
        "project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(),
        "cost_class": pl.String(), "fiscal_year": pl.Int64(), "amount_minor": pl.Int64(),
    },
    "demand": {
        "project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(),
        "role_id": pl.String(), "period_index": pl.Int64(), "milli_fte": pl.Int64(),
    },
    "budgets": {"fund_id": pl.String(), "cost_class": pl.String(), "fiscal_year": pl.Int64(), "amount_minor": pl.Int64()},
    "years": {"fiscal_year": pl.Int64()},
    "payers": {"project_id": pl.String(), "fund_id": pl.String()},
    "capacity": {"role_id": pl.String(), "period_index": pl.Int64(), "milli_fte": pl.Int64()},
    "requirements": {"project_id": pl.String(), "rule": pl.String(), "text": pl.String()},
    "dependencies": {
        "type": pl.String(), "from_project_id": pl.String(), "to_project_id": pl.String(), "lag_periods": pl.Int64(), "group_id": pl.String(),
    },
    "approved": {"project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64()},
    "names": {"project_id": pl.String(), "name": pl.String()},
    "limits": {
        "limit_id": pl.String(), "family": pl.String(), "label": pl.String(), "owner": pl.String(), "lower": pl.Int64(), "upper": pl.Int64(),
    },
    "limit_terms": {
        "limit_id": pl.String(), "project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(), "weight": pl.Int64(),
    },
    "synergies": {"synergy_id": pl.String(), "project_id": pl.String(), "amount": pl.Int64()},
    "programmes": {
        "rule_id": pl.String(), "owner": pl.String(), "project_id": pl.String(), "is_all_or_none": pl.Boolean(), "benefit": pl.Int64(),
    },
    "stop_modes": {"project_id": pl.String(), "mode_id": pl.String()},
    "elastic": ELASTIC_SCHEMA,
    "elastic_payers": {"fund_id": pl.String()},
    "hires": HIRE_SCHEMA,
    "transfers": {
        "from_fund_id": pl.String(), "from_class": pl.String(), "from_year": pl.Int64(),
        "to_fund_id": pl.String(), "to_class": pl.String(), "to_year": pl.Int64(), "most_minor": pl.Int64(),
    },
    "payer_limits": {"project_id": pl.String(), "fund_id": pl.String(), "most_bp": pl.Int64()},
    "robust": {"label": pl.String(), "owner": pl.String(), "gamma": pl.Int64()},
    "deviations": {
        "project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(),
        "cost_class": pl.String(), "fiscal_year": pl.Int64(), "amount_minor": pl.Int64(),
    },
    "tail": {"label": pl.String(), "owner": pl.String(), "worst": pl.Int64(), "floor": pl.Int64()},
    "scenarios": {
        "scenario": pl.Int64(), "project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(), "value": pl.Int64(),
    },
    "grain": {"period_index": pl.Int64(), "block_index": pl.Int64()},
}  # fmt: skip
Purse = tuple[str, str, int]  # fund, cost class, fiscal year
MODELLED_DEPENDENCIES = ("requires", "finish_to_start", "start_to_start", "excludes", "any_of", "together")
CLASS_ORDER = {"capex": 0, "opex": 1}
REFINEMENTS = 2


@dataclass(frozen=True)
class Option:
    """One way of running a project, or of stopping it. `finish` is exclusive; `value` is what the objective counts."""

    project: int
    mode_id: str
    start: int
    finish: int
    value: int
    spend: tuple[tuple[str, int, int], ...]  # cost class, fiscal year, minor units
    demand: tuple[tuple[str, int, int], ...]  # role, period, milli-FTE
    is_stop: bool = False


@dataclass(frozen=True)
class Dependency:
    """`dependent` hangs on `on` (numbers of projects; None is a project that cannot be chosen, which `on_label` names)."""

    type: str
    dependent: int
    on: int | None
    lag: int
    group: str | None
    on_label: str  # for people


@dataclass(frozen=True)
class Transfer:
    """Money of one purse (fund, cost class, fiscal year) that may be spent as another's: at most `most` minor units."""

    source: Purse
    target: Purse
    most: int


@dataclass(frozen=True)
class Synergy:
    """What is gained (or, negative, lost) when all `members` run, in the objective's unit. owner: of the declared programme whose benefit it is."""

    name: str
    amount: int
    members: tuple[int, ...]
    owner: str | None = None

    @property
    def family(self) -> str:
        """Of the rows that bind it."""
        return "synergy" if self.owner is None else "programme"


@dataclass(frozen=True)
class Programme:
    """A declared programme of which all run or none: its members that can be chosen, and the ids of those that cannot."""

    name: str
    owner: str
    members: tuple[int, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True)
class Limit:
    """A declared rule: lower <= sum of weights over the chosen options <= upper. family: group, balance or flow."""

    family: str
    label: str
    owner: str
    lower: int | None
    upper: int | None
    weights: tuple[tuple[int, int], ...]  # number of the option, weight


@dataclass(frozen=True)
class Robust:
    """The plan is still funded when any `gamma` projects come in at their high cost at once."""

    label: str
    owner: str
    gamma: int


@dataclass(frozen=True)
class Tail:
    """The plan's value, averaged over the `worst` scenarios, is at least `floor`."""

    label: str
    owner: str
    worst: int
    floor: int


@dataclass(frozen=True)
class Problem:
    """A portfolio problem, sorted by content. Options of one project are adjacent; everything refers to projects by number.

    Hires are options too, of pseudo-projects that `hires` names: they need less than nobody, and whoever speaks of projects to people leaves them out.
    Periods of people are blocks where periods are planned together: the first stands for all, and amounts are sums over them.
    """

    projects: tuple[str, ...]
    labels: tuple[str, ...]  # for people: id and name
    options: tuple[Option, ...]
    budgets: Mapping[tuple[str, str, int], int]  # fund, cost class, fiscal year -> minor units
    funds: tuple[str, ...]
    years: tuple[int, ...]
    payers: tuple[tuple[str, ...], ...]  # for each project, the funds that may pay, in the order of `funds`
    capacity: Mapping[tuple[str, int], int]  # role, period -> milli-FTE
    roles: tuple[str, ...]
    required: Mapping[int, tuple[str, ...]]  # project -> why
    unavailable: Mapping[str, tuple[str, ...]]  # required projects without an option -> why required
    dependencies: tuple[Dependency, ...]
    approved: Mapping[int, tuple[str, int]]  # project -> mode, start
    elastic: tuple[Elastic, ...]  # within a role and period the cheapest first
    elastic_payers: tuple[str, ...]  # funds that may pay for people bought
    hires: Mapping[int, str]  # pseudo-project -> role of the people it hires
    hire_terms: Terms
    transfers: tuple[Transfer, ...]
    limits: tuple[Limit, ...]
    synergies: tuple[Synergy, ...]  # with the benefits of complete programmes
    programmes: tuple[Programme, ...]
    payer_limits: Mapping[tuple[int, str], int]  # project, fund -> basis points of the project's spend that the fund may pay
    spend: Lines  # of options, by cost class and fiscal year, in minor units
    demand: Lines  # of options, by role and period, in milli-FTE
    robust: tuple[Robust, ...]
    deviations: Mapping[
        int, tuple[tuple[str, int, int], ...]
    ]  # option -> cost class, fiscal year, minor units above its spend at most
    tail: tuple[Tail, ...]
    scenarios: IntArray  # scenario x option -> value of the option there; no rows where no tail is limited
    last_of: Mapping[int, int]  # first period of each block that is planned together -> its last

    def when(self, period: int) -> str:
        """A period, or the block that it stands for, in words."""
        last = self.last_of.get(period, period)
        return f"period {period}" if last == period else f"periods {period} to {last}"

    @cached_property
    def layout(self) -> Layout:
        """Where every column of the model stands."""
        return Layout(
            tuple(f"w[{self.projects[o.project]},{o.mode_id},{o.start}]" for o in self.options),
            self.elastic,
            tuple(each.name for each in self.synergies),
        )

    @cached_property
    def objective(self) -> IntArray:
        """What each column of the model adds to the value."""
        return self.layout.array(self.values, [-e.step_loss for e in self.elastic], together=[g.amount for g in self.synergies])

    @cached_property
    def hire_options(self) -> frozenset[int]:
        """The options that hire people."""
        return frozenset(j for p in self.hires for j in self.options_of[p])

    @cached_property
    def options_of(self) -> tuple[range, ...]:
        """For each project the numbers of its options."""
        counts = np.bincount(self.projects_of, minlength=len(self.projects))
        ends = np.cumsum(counts)
        return tuple(range(int(end - count), int(end)) for count, end in zip(counts, ends, strict=True))

    @cached_property
    def projects_of(self) -> IntArray:
        """The project of each option."""
        return np.array([option.project for option in self.options], dtype=np.int64)

    @cached_property
    def is_stop(self) -> NDArray[np.bool_]:
        """For each option whether it stops its project."""
        return np.array([option.is_stop for option in self.options], dtype=bool)

    @cached_property
    def payer_sets(self) -> tuple[tuple[str, ...], ...]:
        """The distinct sets of funds that may pay for a project."""
        return tuple(dict.fromkeys(self.payers))

    @cached_property
    def payer_set(self) -> IntArray:
        """For each project the number of its set in `payer_sets`."""
        number = {payers: i for i, payers in enumerate(self.payer_sets)}
        return np.array([number[payers] for payers in self.payers], dtype=np.int64)

    @cached_property
    def has_payer_limit(self) -> NDArray[np.bool_]:
        """For each project whether some fund may pay only a share of it."""
        return np.isin(np.arange(len(self.projects)), [project for project, _ in self.payer_limits])

    @cached_property
    def first_with_payers(self) -> IntArray:
        """For each project the first of those that the same funds may pay; itself where some fund may pay only a share of it."""
        found = np.arange(len(self.projects))
        shared = np.flatnonzero(~self.has_payer_limit)
        _, first, number = np.unique(self.payer_set[shared], return_index=True, return_inverse=True)
        found[shared] = shared[first[number]]
        return found

    @cached_property
    def live_of(self) -> tuple[tuple[int, ...], ...]:
        """The same without the options that stop the project: what other projects can count on."""
        return tuple(tuple(j for j in own if not self.options[j].is_stop) for own in self.options_of)

    @cached_property
    def values(self) -> IntArray:
        """Value of each option."""
        return np.array([option.value for option in self.options], dtype=np.int64)

    @cached_property
    def total_spend(self) -> IntArray:
        """Spend of each column of the model over the years of the horizon."""
        own = np.zeros(len(self.options), dtype=np.int64)
        for (_, year), options, amounts in self.spend.by_place():
            own[options] += amounts if year in self.years else 0
        return self.layout.array(own, [each.step_cost for each in self.elastic])


def build_problem(frames: Mapping[str, pl.DataFrame]) -> Problem:
    """The Problem that `frames` (CHOICE_FRAMES) describe. A missing frame is an empty one.

    Raises UsageError when a frame has not the columns it should have.
    """
    stated = {name: _checked(name, frames.get(name), schema) for name, schema in CHOICE_FRAMES.items()}
    terms, block_of = hire_terms(stated["hires"]), dict(stated["grain"].iter_rows())
    tables, hired = with_hires(stated, terms)
    tables = _at_grain(tables, block_of)
    named = _Named(tables)
    order = named.project_order()
    number = {project: i for i, project in enumerate(order)}
    names = dict(tables["names"].iter_rows())
    fund_order = sorted(named.funds, key=lambda fund: (named.fund_print[fund], fund))
    role_order = sorted(named.roles, key=lambda role: (named.role_print[role], role))
    options = tuple(
        Option(
            number[project],
            mode,
            start,
            finish,
            value,
            named.spend[project, mode, start],
            named.demand[project, mode, start],
            (project, mode) in named.stops,
        )
        for project in order
        for mode, start, finish, value in sorted(
            named.options[project],
            key=lambda o, p=project: (o[1], named.option_print(p, o[0], o[1]), o[0]),  # type: ignore[misc]
        )
    )
    keys = pl.DataFrame(
        {
            "project_id": [order[o.project] for o in options],
            "mode_id": [o.mode_id for o in options],
            "start_index": [o.start for o in options],
            "option": range(len(options)),
        },
        schema={**dict(list(CHOICE_FRAMES["options"].items())[:3]), "option": pl.Int64()},
    )
    return Problem(
        projects=tuple(order),
        labels=tuple(f"{project} {names[project]}" if project in names else project for project in order),
        options=options,
        budgets={(f, c, y): a for f, c, y, a in tables["budgets"].iter_rows()},
        funds=tuple(fund_order),
        years=tuple(sorted(tables["years"]["fiscal_year"])),
        payers=tuple(tuple(fund for fund in fund_order if fund in named.payers[project]) for project in order),
        capacity={(r, t): a for r, t, a in tables["capacity"].iter_rows()},
        roles=tuple(role_order),
        required={number[p]: tuple(why) for p, why in sorted(named.required.items()) if p in number},
        unavailable={p: tuple(why) for p, why in sorted(named.required.items()) if p not in number},
        dependencies=tuple(
            sorted(
                (
                    Dependency(kind, number[a], number.get(b), lag, group, f"{b} {names[b]}" if b in names else b)
                    for kind, a, b, lag, group in tables["dependencies"].iter_rows()
                    if a in number and kind in MODELLED_DEPENDENCIES
                ),
                key=lambda d: (d.type, d.dependent, -1 if d.on is None else d.on, d.lag, d.group or ""),
            )
        ),
        approved={number[p]: (mode, start) for p, mode, start in tables["approved"].iter_rows() if p in number},
        elastic=offers(tables["elastic"], role_order, block_of),
        elastic_payers=tuple(fund for fund in fund_order if fund in set(tables["elastic_payers"]["fund_id"])),
        hires={number[project]: role for project, role in hired.items()},
        hire_terms=terms,
        transfers=tuple(
            sorted(
                (Transfer((a, b, c), (d, e, f), most) for a, b, c, d, e, f, most in tables["transfers"].iter_rows() if most > 0),
                key=lambda t: (fund_order.index(t.source[0]), t.source[1:], fund_order.index(t.target[0]), t.target[1:]),
            )
        ),
        limits=_limits(tables, {(order[o.project], o.mode_id, o.start): j for j, o in enumerate(options)}),
        synergies=_synergies(tables, number),
        programmes=_programmes(tables["programmes"], number),
        payer_limits={(number[p], fund): bp for p, fund, bp in tables["payer_limits"].iter_rows() if p in number},
        spend=Lines.of(_numbered(tables["spend"], keys), CLASS_ORDER),
        demand=Lines.of(_numbered(tables["demand"], keys), {role: i for i, role in enumerate(role_order)}),
        robust=tuple(sorted((Robust(*each) for each in tables["robust"].iter_rows() if each[-1] > 0), key=lambda r: r.gamma)),
        deviations={
            j: named.dear[order[o.project], o.mode_id, o.start]
            for j, o in enumerate(options)
            if (order[o.project], o.mode_id, o.start) in named.dear
        },
        tail=tuple(sorted((Tail(*each) for each in tables["tail"].iter_rows()), key=lambda t: (t.worst, t.floor))),
        scenarios=_scenarios(tables, {(order[o.project], o.mode_id, o.start): j for j, o in enumerate(options)}, options),
        last_of={block: period for period, block in sorted(block_of.items())},
    )


def _at_grain(tables: Mapping[str, pl.DataFrame], block_of: Mapping[int, int]) -> dict[str, pl.DataFrame]:
    """The frames with people by block where periods are planned together."""
    if not block_of:
        return dict(tables)
    pooled = {}
    for name in ("demand", "capacity"):
        at_block = tables[name].with_columns(pl.col("period_index").replace(block_of))
        pooled[name] = at_block.group_by(at_block.columns[:-1], maintain_order=True).agg(pl.col("milli_fte").sum())
    return {**tables, **pooled}


def _numbered(frame: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """A frame of an option's key, two columns for a place, and an amount, as lines (LINE_SCHEMA)."""
    key, place = frame.columns[:3], frame.columns[3:]
    return frame.join(keys, on=key).select(
        pl.col("option"), *(pl.col(old).alias(new) for old, new in zip(place, ("name", "at", "amount"), strict=True))
    )


def _scenarios(
    tables: Mapping[str, pl.DataFrame], number: Mapping[tuple[str, str, int], int], options: tuple[Option, ...]
) -> IntArray:
    """The value of each option in each scenario, its own value where none is drawn."""
    place = {scenario: s for s, scenario in enumerate(sorted(tables["scenarios"]["scenario"].unique()))}
    values = np.tile(np.array([o.value for o in options], dtype=np.int64), (len(place), 1))
    for scenario, project, mode, start, value in tables["scenarios"].iter_rows():
        if (project, mode, start) in number:
            values[place[scenario], number[project, mode, start]] = value
    return values


def _synergies(tables: Mapping[str, pl.DataFrame], number: Mapping[str, int]) -> tuple[Synergy, ...]:
    """Those whose projects can all be run; the others never come."""
    stated = tables["synergies"].group_by("synergy_id").agg(pl.col("amount").first(), "project_id")
    whole = (
        tables["programmes"]
        .filter(pl.col("benefit").is_not_null())
        .group_by("rule_id")
        .agg(pl.col("benefit", "owner").first(), "project_id")
    )
    found = [(name, amount, members, None) for name, amount, members in stated.iter_rows()]
    found += [(f"programme {name}", amount, members, owner) for name, amount, owner, members in whole.iter_rows()]
    come = [
        Synergy(name, amount, tuple(sorted(number[p] for p in members)), owner)
        for name, amount, members, owner in found
        if all(p in number for p in members)
    ]
    return tuple(sorted(come, key=lambda each: (each.members, each.amount, each.family, each.name)))


def _programmes(frame: pl.DataFrame, number: Mapping[str, int]) -> tuple[Programme, ...]:
    bound = frame.filter("is_all_or_none").group_by("rule_id").agg(pl.col("owner").first(), pl.col("project_id").sort())
    found = [
        Programme(
            name, owner, tuple(sorted(number[p] for p in members if p in number)), tuple(p for p in members if p not in number)
        )
        for name, owner, members in bound.iter_rows()
    ]
    return tuple(sorted(found, key=lambda each: (each.members, len(each.absent), each.name)))


def _limits(tables: Mapping[str, pl.DataFrame], number: Mapping[tuple[str, str, int], int]) -> tuple[Limit, ...]:
    weights: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for limit, project, mode, start, weight in tables["limit_terms"].iter_rows():
        if (project, mode, start) in number:
            weights[limit].append((number[project, mode, start], weight))
    found = [
        Limit(family, label, owner, lower, upper, tuple(sorted(weights[limit])))
        for limit, family, label, owner, lower, upper in tables["limits"].iter_rows()
    ]
    return tuple(sorted(found, key=lambda each: (each.family, repr((each.lower, each.upper)), each.weights, each.label)))


def _checked(name: str, frame: pl.DataFrame | None, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    if frame is None:
        return pl.DataFrame(schema=schema)
    if not set(schema) <= set(frame.columns):
        raise UsageError(
            f"frame {name} is not what the optimiser reads",
            [
                Finding(
                    f"frame {name}", ", ".join(frame.columns), ", ".join(schema), "build it with cutline.options.build_choices"
                )
            ],
        )
    return frame.select(pl.col(column).cast(dtype) for column, dtype in schema.items())


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


class _Named:
    """The frames as dictionaries by id, and a fingerprint of the content of each project, role and fund (colour refinement)."""

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        # What must be run for another reason than that it is running already cannot be stopped.
        must_run = set(tables["requirements"].filter(pl.col("rule") != "in_flight")["project_id"])
        self.stops = set(tables["stop_modes"].iter_rows())
        self.options: dict[str, list[tuple[str, int, int, int]]] = defaultdict(list)
        for project, mode, *rest in tables["options"].iter_rows():
            if not (project in must_run and (project, mode) in self.stops):
                self.options[project].append((mode, *rest))
        self.spend = _by_option(tables["spend"])
        self.demand = _by_option(tables["demand"])
        self.payers: dict[str, set[str]] = defaultdict(set)
        for project, fund in tables["payers"].iter_rows():
            self.payers[project].add(fund)
        self.required: dict[str, list[str]] = defaultdict(list)
        for project, rule, text in tables["requirements"].sort("project_id", "rule", "text").iter_rows():
            self.required[project].append(f"{rule}: {text}")
        self.approved = {project: (mode, start) for project, mode, start in tables["approved"].iter_rows()}
        self.relations: dict[str, list[tuple[str, str, int, str | None]]] = defaultdict(list)
        for kind, a, b, lag, _ in tables["dependencies"].iter_rows():
            self.relations[a].append((kind + ">", b, lag, None))
            self.relations[b].append((kind + "<", a, lag, None))
        self.limits = {(project, fund): bp for project, fund, bp in tables["payer_limits"].iter_rows()}
        moved = {fund for name in ("from_fund_id", "to_fund_id") for fund in tables["transfers"][name]}
        self.funds = set(tables["budgets"]["fund_id"]) | {fund for funds in self.payers.values() for fund in funds}
        self.funds |= moved | set(tables["elastic_payers"]["fund_id"])
        self.gains: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
        for amount, members in (
            tables["synergies"]
            .group_by("synergy_id")
            .agg(pl.col("amount").first(), "project_id")
            .select("amount", "project_id")
            .iter_rows()
        ):
            for project in members:
                self.gains[project].append((amount, tuple(p for p in members if p != project)))
        self.wholes: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        declared = tables["programmes"].group_by("rule_id", "is_all_or_none", "benefit").agg("project_id")
        for _, is_all_or_none, benefit, members in declared.iter_rows():
            for project in members:
                self.wholes[project].append((repr((is_all_or_none, benefit)), tuple(p for p in members if p != project)))
        kinds = {limit: _digest(family, lower, upper) for limit, family, _, _, lower, upper in tables["limits"].iter_rows()}
        self.weights: dict[tuple[str, str, int], list[tuple[str, int]]] = defaultdict(list)
        for limit, project, mode, start, weight in tables["limit_terms"].iter_rows():
            self.weights[project, mode, start].append((kinds[limit], weight))
        self.dear = dict(_by_option(tables["deviations"]))
        self.drawn: dict[tuple[str, str, int], list[tuple[int, int]]] = defaultdict(list)
        for scenario, project, mode, start, value in tables["scenarios"].sort("scenario").iter_rows():
            self.drawn[project, mode, start].append((scenario, value))
        demanded = {role for lines in self.demand.values() for role, _, _ in lines}
        self.roles = set(tables["capacity"]["role_id"]) | set(tables["elastic"]["role_id"]) | demanded
        self._refine(tables)

    def option_print(self, project: str, mode: str, start: int) -> str:
        """Fingerprint of an option's content."""
        return self._option_print[project, mode, start]

    def project_order(self) -> list[str]:
        """Projects by content; the id decides only between projects that differ in nothing but their id."""
        return sorted(self.options, key=lambda project: (self.project_print[project], project))

    def _refine(self, tables: Mapping[str, pl.DataFrame]) -> None:
        self.fund_print = self._profiles(tables, self.funds, "budgets", "elastic_payers")
        moves = [(a, d, b, c, e, f, most) for a, b, c, d, e, f, most in tables["transfers"].iter_rows()]
        ends = [(a, (">", *rest, self.fund_print[d])) for a, d, *rest in moves] + [
            (d, ("<", *rest, self.fund_print[a])) for a, d, *rest in moves
        ]
        self.fund_print = {
            fund: _digest(old, sorted(end for at, end in ends if at == fund)) for fund, old in self.fund_print.items()
        }
        self.role_print = self._profiles(tables, self.roles, "capacity", "elastic")
        self.project_print = dict.fromkeys(self.options, "")
        for _ in range(REFINEMENTS):
            self._option_print = {
                (project, mode, start): _digest(
                    start, finish, value, *(("stop",) if (project, mode) in self.stops else ()),
                    *sorted(self.weights[project, mode, start]), sorted(self.spend[project, mode, start]),
                    sorted((self.role_print[r], t, a) for r, t, a in self.demand[project, mode, start]),
                    *self.dear.get((project, mode, start), ()), *self.drawn.get((project, mode, start), ()),
                )
                for project, options in self.options.items() for mode, start, finish, value in options
            }  # fmt: skip
            self.project_print = {project: self._project_print(project) for project in self.options}
            self.role_print = self._from_projects(self.role_print, self._users_of_roles())
            self.fund_print = self._from_projects(self.fund_print, ((f, p) for p, funds in self.payers.items() for f in funds))

    def _profiles(self, tables: Mapping[str, pl.DataFrame], names: set[str], *frames: str) -> dict[str, str]:
        """A fingerprint of each name from its rows in `frames`, whose first column holds the names."""
        found = [dict(_profile(tables[frame], names)) for frame in frames]
        return {name: _digest(*(rows[name] for rows in found)) for name in names}

    def _project_print(self, project: str) -> str:
        near = sorted((kind, lag, self.project_print.get(other, "absent")) for kind, other, lag, _ in self.relations[project])
        chosen = self.approved.get(project)
        return _digest(
            sorted(self._option_print[project, mode, start] for mode, start, _, _ in self.options[project]),
            bool(self.required.get(project)),
            sorted((self.fund_print[fund], self.limits.get((project, fund), -1)) for fund in self.payers[project]),
            self._option_print.get((project, *chosen), "other") if chosen else "",
            near,
            *sorted(
                (amount, sorted(self.project_print.get(p, "absent") for p in others)) for amount, others in self.gains[project]
            ),
            *sorted((rule, sorted(self.project_print.get(p, "absent") for p in others)) for rule, others in self.wholes[project]),
            self.project_print[project],
        )

    def _users_of_roles(self) -> Iterable[tuple[str, str]]:
        return (
            (role, project) for (project, _, _), lines in self.demand.items() for role, _, _ in lines if project in self.options
        )

    def _from_projects(self, prints: dict[str, str], users: Iterable[tuple[str, str]]) -> dict[str, str]:
        seen: dict[str, list[str]] = defaultdict(list)
        for thing, project in users:
            if project in self.project_print:
                seen[thing].append(self.project_print[project])
        return {thing: _digest(old, sorted(seen[thing])) for thing, old in prints.items()}


def _by_option(frame: pl.DataFrame) -> dict[tuple[str, str, int], tuple[tuple[str, int, int], ...]]:
    lines: dict[tuple[str, str, int], list[tuple[str, int, int]]] = defaultdict(list)
    for project, mode, start, a, b, amount in frame.iter_rows():
        lines[project, mode, start].append((a, b, amount))
    return defaultdict(tuple, {key: tuple(sorted(rows)) for key, rows in lines.items()})


def _profile(frame: pl.DataFrame, names: set[str]) -> Iterable[tuple[str, list[tuple[object, ...]]]]:
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in names}
    for name, *rest in frame.iter_rows():
        rows[name].append(tuple(rest))
    return ((name, sorted(found, key=repr)) for name, found in rows.items())
