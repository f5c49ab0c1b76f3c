"""Sorts projects, options, funds and roles by their content, so that neither ids nor row order matter.

Solvers break ties by the order of columns and rows. Projects, options, funds and roles are therefore sorted by their content
(values, spends, needs, relations) and not by their ids. The content of each of them is condensed into a fingerprint. A
fingerprint is refined by the fingerprints of the related projects, funds and roles (colour refinement).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable

import polars as pl

from optimizer.problem.frames_by_id import FramesById
from optimizer.problem.option_arrays import OptionKey

REFINEMENTS = 2  # rounds of refinement


class ContentOrder:
    """The content order of projects, options, funds and roles. An id decides only between two that differ in nothing else."""

    def __init__(self, frames: FramesById) -> None:
        self.frames = frames
        self._limits = {limit: fingerprint(*limit) for own in frames.weights.values() for limit, _ in own}
        self._funds = self._funds_before_projects()
        self._roles = self._stated_roles()
        self._projects = dict.fromkeys(frames.options, "")
        self._options: dict[OptionKey, str] = {}
        payers = [(fund, project) for project, funds in frames.payers.items() for fund in funds]
        users = [(role, key[0]) for key, own in frames.demand.items() for role, _, _ in own if key[0] in frames.options]
        for _ in range(REFINEMENTS):
            self._options = {
                (project, mode, start): self._option(project, mode, start, finish, value)
                for project, options in frames.options.items()
                for mode, start, finish, value in options
            }
            self._projects = {project: self._project(project) for project in frames.options}
            self._roles = self._with_projects(self._roles, users)
            self._funds = self._with_projects(self._funds, payers)

    def projects(self) -> list[str]:
        """The projects that have an option, in content order."""
        return sorted(self.frames.options, key=lambda project: (self._projects[project], project))

    def options_of(self, project: str) -> list[tuple[str, int, int, int]]:
        """Mode, start, finish and value of each option of a project, sorted by start and then in content order."""
        return sorted(self.frames.options[project], key=lambda own: (own[1], self._options[project, own[0], own[1]], own[0]))

    def funds(self) -> list[str]:
        """The funds, in content order."""
        return sorted(self.frames.funds, key=lambda fund: (self._funds[fund], fund))

    def roles(self) -> list[str]:
        """The roles, in content order."""
        return sorted(self.frames.roles, key=lambda role: (self._roles[role], role))

    def _option(self, project: str, mode: str, start: int, finish: int, value: int) -> str:
        frames, key = self.frames, (project, mode, start)
        return fingerprint(
            start,
            finish,
            value,
            *(("stop",) if (project, mode) in frames.stops else ()),
            *sorted((self._limits[limit], weight) for limit, weight in frames.weights[key]),
            sorted(frames.spend[key]),
            sorted((self._roles[role], period, amount) for role, period, amount in frames.demand[key]),
            *frames.above_spend.get(key, ()),
            *frames.scenarios.get(key, ()),
            *frames.objective_amounts.get(key, ()),
        )

    def _project(self, project: str) -> str:
        frames, chosen = self.frames, self.frames.approved.get(project)
        return fingerprint(
            sorted(self._options[project, mode, start] for mode, start, _, _ in frames.options[project]),
            bool(frames.required.get(project)),
            sorted((self._funds[fund], frames.most_bp.get((project, fund), -1)) for fund in frames.payers[project]),
            self._options.get((project, *chosen), "other") if chosen else "",
            sorted((kind, lag, self._projects.get(other, "absent")) for kind, other, lag in frames.relations[project]),
            *sorted((amount, self._prints_of(others)) for amount, others in frames.synergies[project]),
            *sorted((amounts, self._prints_of(others)) for amounts, others in frames.synergies_of_objectives.get(project, ())),
            *sorted((declared, self._prints_of(others)) for declared, others in frames.programmes[project]),
            self._projects[project],
        )

    def _prints_of(self, projects: Iterable[str]) -> list[str]:
        return sorted(self._projects.get(project, "absent") for project in projects)

    def _funds_before_projects(self) -> dict[str, str]:
        """Fingerprints of the funds, from the money that they hold and the moves of money that are allowed."""
        held = self._stated(self.frames.funds, "budgets", "elastic_payers")
        ends: dict[str, list[tuple[object, ...]]] = defaultdict(list)
        for giver, out_of, out_year, taker, into, in_year, most in self.frames.tables["transfers"].iter_rows():
            ends[giver].append((">", out_of, out_year, into, in_year, most, held[taker]))
            ends[taker].append(("<", out_of, out_year, into, in_year, most, held[giver]))
        return {fund: fingerprint(own, sorted(ends[fund])) for fund, own in held.items()}

    def _stated_roles(self) -> dict[str, str]:
        """Fingerprints of the roles, from their people and offers, and from what their people add to the objectives after the first."""
        found = self._stated(self.frames.roles, "capacity", "elastic")
        added = self.frames.tables["objective_people"]
        if added.is_empty():
            return found
        rows = _rows_by_name(
            added.select("role_id", pl.exclude("role_id")).filter(pl.col("role_id").is_in(found)), self.frames.roles
        )
        return {role: fingerprint(own, *rows[role]) for role, own in found.items()}

    def _stated(self, names: set[str], *frames: str) -> dict[str, str]:
        """A fingerprint of each name from its rows in `frames`, whose first column holds the names."""
        found = [_rows_by_name(self.frames.tables[frame], names) for frame in frames]
        return {name: fingerprint(*(rows[name] for rows in found)) for name in names}

    def _with_projects(self, prints: dict[str, str], users: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Fingerprints of funds or roles, refined by the fingerprints of the projects that use the fund or role."""
        seen: dict[str, list[str]] = defaultdict(list)
        for name, project in users:
            if project in self._projects:
                seen[name].append(self._projects[project])
        return {name: fingerprint(own, sorted(seen[name])) for name, own in prints.items()}


def fingerprint(*parts: object) -> str:
    """The SHA-256 of the `repr` of the parts, in hexadecimal: a text that is equal for equal parts."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _rows_by_name(frame: pl.DataFrame, names: set[str]) -> dict[str, list[tuple[object, ...]]]:
    """The sorted rows of each name, without their first column, which holds the name."""
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in names}
    for name, *rest in frame.iter_rows():
        rows[name].append(tuple(rest))
    return {name: sorted(found, key=repr) for name, found in rows.items()}
