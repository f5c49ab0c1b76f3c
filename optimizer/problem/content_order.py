"""Sorts projects, roles and funds by their content, so that the model does not depend on ids or on the order of rows."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

import polars as pl

from cutline.contracts.choice_frames import REQUIRED_IN_FLIGHT

REFINEMENTS = 2


def digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


class NamedFrames:
    """The frames as dictionaries by id, and a fingerprint of the content of each project, role and fund (colour refinement)."""

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        # What must be run for another reason than that it is running already cannot be stopped.
        must_run = set(tables["requirements"].filter(pl.col("rule") != REQUIRED_IN_FLIGHT)["project_id"])
        self.stops = set(tables["stop_modes"].iter_rows())
        self.options: dict[str, list[tuple[str, int, int, int]]] = defaultdict(list)
        for project, mode, *rest in tables["options"].iter_rows():
            if not (project in must_run and (project, mode) in self.stops):
                self.options[project].append((mode, *rest))
        self.spend = by_option(tables["spend"])
        self.demand = by_option(tables["demand"])
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
        kinds = {limit: digest(family, lower, upper) for limit, family, _, _, lower, upper in tables["limits"].iter_rows()}
        self.weights: dict[tuple[str, str, int], list[tuple[str, int]]] = defaultdict(list)
        for limit, project, mode, start, weight in tables["limit_terms"].iter_rows():
            self.weights[project, mode, start].append((kinds[limit], weight))
        self.dear = dict(by_option(tables["deviations"]))
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
            fund: digest(old, sorted(end for at, end in ends if at == fund)) for fund, old in self.fund_print.items()
        }
        self.role_print = self._profiles(tables, self.roles, "capacity", "elastic")
        self.project_print = dict.fromkeys(self.options, "")
        for _ in range(REFINEMENTS):
            self._option_print = {
                (project, mode, start): digest(
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
        return {name: digest(*(rows[name] for rows in found)) for name in names}

    def _project_print(self, project: str) -> str:
        near = sorted((kind, lag, self.project_print.get(other, "absent")) for kind, other, lag, _ in self.relations[project])
        chosen = self.approved.get(project)
        return digest(
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
        return {thing: digest(old, sorted(seen[thing])) for thing, old in prints.items()}


def by_option(frame: pl.DataFrame) -> dict[tuple[str, str, int], tuple[tuple[str, int, int], ...]]:
    lines: dict[tuple[str, str, int], list[tuple[str, int, int]]] = defaultdict(list)
    for project, mode, start, a, b, amount in frame.iter_rows():
        lines[project, mode, start].append((a, b, amount))
    return defaultdict(tuple, {key: tuple(sorted(rows)) for key, rows in lines.items()})


def _profile(frame: pl.DataFrame, names: set[str]) -> Iterable[tuple[str, list[tuple[object, ...]]]]:
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in names}
    for name, *rest in frame.iter_rows():
        rows[name].append(tuple(rest))
    return ((name, sorted(found, key=repr)) for name, found in rows.items())
