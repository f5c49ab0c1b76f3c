"""The choice frames as dictionaries by id, before projects, options, funds and roles are sorted."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

import polars as pl

from cutline.contracts.choice_frames import REQUIRED_IN_FLIGHT
from optimizer.problem.option_arrays import OptionKey

LimitKind = tuple[str, int | None, int | None]  # family, lower, upper
OptionLines = dict[OptionKey, tuple[tuple[str, int, int], ...]]  # class and year, or role and period, with an amount


class FramesById:
    """The content of the frames, by the ids of the export.

    tables: frames that follow CHOICE_FRAMES, with the hires added to the options.
    """

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        self.tables = tables
        self.stops = set(tables["stop_modes"].iter_rows())
        self.spend = _by_option(tables["spend"])
        self.demand = _by_option(tables["demand"])
        self.above_spend = dict(_by_option(tables["deviations"]))
        self.approved = {project: (mode, start) for project, mode, start in tables["approved"].iter_rows()}
        self.most_bp = {(project, fund): bp for project, fund, bp in tables["payer_limits"].iter_rows()}

    @cached_property
    def options(self) -> dict[str, list[tuple[str, int, int, int]]]:
        """For each project its options: mode, start, finish, value.

        Options that stop a project are left out if the project must run for another reason than being in flight.
        """
        must_run = set(self.tables["requirements"].filter(pl.col("rule") != REQUIRED_IN_FLIGHT)["project_id"])
        found: dict[str, list[tuple[str, int, int, int]]] = defaultdict(list)
        for project, mode, *rest in self.tables["options"].iter_rows():
            if not (project in must_run and (project, mode) in self.stops):
                found[project].append((mode, *rest))
        return found

    @cached_property
    def payers(self) -> dict[str, set[str]]:
        """For each project the funds that may pay for it."""
        found: dict[str, set[str]] = defaultdict(set)
        for project, fund in self.tables["payers"].iter_rows():
            found[project].add(fund)
        return found

    @cached_property
    def required(self) -> dict[str, list[str]]:
        """For each project that must be in the plan, the reasons why it must."""
        found: dict[str, list[str]] = defaultdict(list)
        for project, rule, text in self.tables["requirements"].sort("project_id", "rule", "text").iter_rows():
            found[project].append(f"{rule}: {text}")
        return found

    @cached_property
    def relations(self) -> dict[str, list[tuple[str, str, int]]]:
        """For each project the dependencies in which it takes part: the type with the direction, the other project, the lag."""
        found: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
        for kind, a, b, lag, _ in self.tables["dependencies"].iter_rows():
            found[a].append((kind + ">", b, lag))
            found[b].append((kind + "<", a, lag))
        return found

    @cached_property
    def synergies(self) -> dict[str, list[tuple[int, tuple[str, ...]]]]:
        """For each project its synergies: the amount and the other projects of the synergy."""
        found: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
        stated = self.tables["synergies"].group_by("synergy_id").agg(pl.col("amount").first(), "project_id")
        for amount, members in stated.select("amount", "project_id").iter_rows():
            for project in members:
                found[project].append((amount, tuple(p for p in members if p != project)))
        return found

    @cached_property
    def synergies_of_objectives(self) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
        """For each project the synergies that count in an objective after the first: the amounts by rank and the other projects."""
        found: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        added = self.tables["objective_synergies"].group_by("synergy_id").agg(pl.struct("rank", "amount").sort())
        stated = self.tables["synergies"].group_by("synergy_id").agg("project_id")
        for _, members, amounts in stated.join(added, on="synergy_id").iter_rows():
            for project in members:
                found[project].append((repr(amounts), tuple(p for p in members if p != project)))
        return found

    @cached_property
    def programmes(self) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
        """For each project its declared programmes: the declaration, and the other projects of the programme."""
        found: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        declared = self.tables["programmes"].group_by("rule_id", "is_all_or_none", "benefit").agg("project_id")
        for _, is_all_or_none, benefit, members in declared.iter_rows():
            for project in members:
                found[project].append((repr((is_all_or_none, benefit)), tuple(p for p in members if p != project)))
        return found

    @cached_property
    def weights(self) -> dict[OptionKey, list[tuple[LimitKind, int]]]:
        """For each option its weights in the declared limits. A limit is identified by its family and bounds."""
        kinds = {limit: (family, lower, upper) for limit, family, _, _, lower, upper in self.tables["limits"].iter_rows()}
        found: dict[OptionKey, list[tuple[LimitKind, int]]] = defaultdict(list)
        for limit, project, mode, start, weight in self.tables["limit_terms"].iter_rows():
            found[project, mode, start].append((kinds[limit], weight))
        return found

    @cached_property
    def scenarios(self) -> dict[OptionKey, list[tuple[int, int]]]:
        """For each option that has drawn values, its value in each scenario."""
        found: dict[OptionKey, list[tuple[int, int]]] = defaultdict(list)
        for scenario, project, mode, start, value in self.tables["scenarios"].sort("scenario").iter_rows():
            found[project, mode, start].append((scenario, value))
        return found

    @cached_property
    def objective_amounts(self) -> dict[OptionKey, list[tuple[int, int]]]:
        """For each option what it adds to the objectives after the first, by rank."""
        found: dict[OptionKey, list[tuple[int, int]]] = defaultdict(list)
        for rank, project, mode, start, amount in self.tables["objective_terms"].sort("rank").iter_rows():
            found[project, mode, start].append((rank, amount))
        return found

    @cached_property
    def funds(self) -> set[str]:
        """Every fund that has a budget, may pay, or can give or get money by a move."""
        moved = {fund for name in ("from_fund_id", "to_fund_id") for fund in self.tables["transfers"][name]}
        paying = {fund for funds in self.payers.values() for fund in funds} | set(self.tables["elastic_payers"]["fund_id"])
        return set(self.tables["budgets"]["fund_id"]) | paying | moved

    @cached_property
    def roles(self) -> set[str]:
        """Every role with a capacity, an offer of people or a demand."""
        needed = {role for lines in self.demand.values() for role, _, _ in lines}
        return set(self.tables["capacity"]["role_id"]) | set(self.tables["elastic"]["role_id"]) | needed


def _by_option(frame: pl.DataFrame) -> OptionLines:
    lines: dict[OptionKey, list[tuple[str, int, int]]] = defaultdict(list)
    for project, mode, start, a, b, amount in frame.iter_rows():
        lines[project, mode, start].append((a, b, amount))
    return defaultdict(tuple, {key: tuple(sorted(rows)) for key, rows in lines.items()})
