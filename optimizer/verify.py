"""The independent verifier: recomputes every rule and the objective in Python integers from the Plan and the frames alone.

Imports no solver and shares no code with the model: it reads the same frames a second time and states each rule in its own words. A plan
that fails here is never published.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Any, Self

import polars as pl

from optimizer.plan import Chosen, Plan

Frames = Mapping[str, pl.DataFrame]
Picked = dict[str, Chosen]
Cell = tuple[str, int]  # cost class, fiscal year
Purse = tuple[str, str, int]  # fund, cost class, fiscal year
Option = tuple[str, str, int]  # project, mode, start
HIRED = "hire"  # kind of people bought that stay
MOST_PURSES = 12  # of which every set is looked at: 4,096


@dataclass(frozen=True)
class Verdict:
    """What was checked (rule family to number of checks) and every violation in words."""

    checks: Mapping[str, int]
    violations: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """No violation, and something was checked."""
        return not self.violations and sum(self.checks.values()) > 0

    def to_json(self) -> str:
        """JSON with sorted keys."""
        return (
            json.dumps({"checks": self.checks, "violations": self.violations}, indent=2, sort_keys=True, ensure_ascii=False)
            + "\n"
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The verdict that `to_json` wrote."""
        raw = json.loads(text)
        return cls(raw["checks"], tuple(raw["violations"]))


def verify(frames: Frames, plan: Plan) -> Verdict:
    """Check `plan` against the choice frames (optimizer.problem.CHOICE_FRAMES)."""
    checks: Counter[str] = Counter()
    violations: list[str] = []
    picked = {chosen.project_id: chosen for chosen in plan.chosen}
    for family, rule in _RULES.items():
        for problem in rule(frames, plan, picked):
            checks[family] += 1
            if problem:
                violations.append(f"{family}: {problem}")
    return Verdict(dict(sorted(checks.items())), tuple(violations))


# Each rule yields one item for each thing it checked: the violation in words, or an empty text when it holds.


def _choice(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    known = {
        (p, m, s): f
        for p, m, s, f, _ in _rows(frames, "options", "project_id", "mode_id", "start_index", "finish_index", "value")
    }
    times = Counter(chosen.project_id for chosen in plan.chosen)
    for chosen in plan.chosen:
        key = (chosen.project_id, chosen.mode_id, chosen.start_index)
        if key not in known:
            yield f"{chosen.project_id} is run as {chosen.mode_id} from period {chosen.start_index}, which is not an option"
        elif known[key] != chosen.finish_index:
            yield f"{chosen.project_id} finishes in period {known[key]}, the plan says {chosen.finish_index}"
        else:
            yield f"{chosen.project_id} is chosen {times[chosen.project_id]} times" if times[chosen.project_id] > 1 else ""


def _objective(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    values = {(p, m, s): v for p, m, s, v in _rows(frames, "options", "project_id", "mode_id", "start_index", "value")}
    total = sum(values.get((c.project_id, c.mode_id, c.start_index), 0) for c in plan.chosen)
    total -= _lost_to_people(frames, plan)
    total += sum(gained.value for gained in plan.gained)
    yield "" if total == plan.value else f"the chosen options are worth {total}, the plan says {plan.value}"
    yield "" if plan.bound >= plan.value else f"the bound {plan.bound} is below the value {plan.value}"
    given_up = max(plan.stages[-1].value_given_up, 0) if plan.stages else 0
    allowed = abs(plan.value + given_up) * int(plan.solver.get("value_tolerance_bp", 0)) // 10_000
    yield "" if given_up <= allowed else f"stability gave up {given_up}, the tolerance allows {allowed}"
    best: dict[str, int] = {}
    for (project, _, _), value in values.items():
        best[project] = max(best.get(project, value), value)
    required = {project for (project,) in _rows(frames, "requirements", "project_id")}
    base = abs(plan.value - sum(best[project] for project in required if project in best))
    proven = (plan.bound - plan.value - given_up) * 1_000_000 <= int(plan.solver["gap_target_ppm"]) * base
    yield (
        ""
        if proven == (plan.outcome == "proven")
        else f"the outcome {plan.outcome} does not fit the gap {plan.bound - plan.value}"
    )


def _lost_to_people(frames: Frames, plan: Plan) -> int:
    """What people bought and hired take from the value."""
    offers, hires, lost = _offers(frames), _hires(frames), 0
    for b in plan.bought:
        if b.kind == HIRED and (b.role_id, b.period_index) in hires:
            size, _, _, loss, _, _ = hires[b.role_id, b.period_index]
            lost += b.milli_fte // size * loss
        elif (b.role_id, b.period_index, b.kind) in offers:
            step, _, _, loss, _ = offers[b.role_id, b.period_index, b.kind]
            lost += b.milli_fte // step * loss
    return lost


def _required(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    run = _run(frames, picked)
    for project, rule, text in _rows(frames, "requirements", "project_id", "rule", "text"):
        # What is in flight may be stopped where a way to stop is offered; what must be run for another reason may not.
        kept = project in (picked if rule == "in_flight" else run)
        yield "" if kept else f"{project} is left out although required: {text}"


def _run(frames: Frames, picked: Picked) -> Picked:
    """The chosen projects that are run, not stopped."""
    stops = set(_rows(frames, "stop_modes", "project_id", "mode_id"))
    return {project: chosen for project, chosen in picked.items() if (project, chosen.mode_id) not in stops}


def _funding(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    owed = _owed(frames, plan, picked)
    paid: dict[tuple[str | None, str, int], int] = defaultdict(int)
    payers = set(_rows(frames, "payers", "project_id", "fund_id"))
    payers |= {(None, fund) for (fund,) in _rows(frames, "elastic_payers", "fund_id")}
    seen = Counter((a.project_id, a.fund_id, a.cost_class, a.fiscal_year) for a in plan.allocations)
    for a in plan.allocations:
        paid[a.project_id, a.cost_class, a.fiscal_year] += a.amount_minor
        if a.amount_minor <= 0:
            yield f"{a.fund_id} pays {a.amount_minor} for {a.project_id}"
        elif (a.project_id, a.fund_id) not in payers:
            yield f"{a.fund_id} may not pay for {a.project_id}"
        else:
            yield f"{a} is booked twice" if seen[a.project_id, a.fund_id, a.cost_class, a.fiscal_year] > 1 else ""
    for key in sorted(set(owed) | set(paid), key=repr):
        yield "" if owed[key] == paid[key] else f"{key[0]} costs {owed[key]} {key[1]} in {key[2]} and is given {paid[key]}"
    for project, fund, most in _rows(frames, "payer_limits", "project_id", "fund_id", "most_bp"):
        for a in plan.allocations:
            if (a.project_id, a.fund_id) == (project, fund):
                # A share of a class and year is rounded down to a minor unit.
                over = a.amount_minor * 10_000 > owed[project, a.cost_class, a.fiscal_year] * most
                yield f"{fund} pays {a.amount_minor} for {project}, more than {most} bp of it" if over else ""


def _owed(frames: Frames, plan: Plan, picked: Picked) -> dict[tuple[str | None, str, int], int]:
    """What each project, and under None the people bought, cost by class and fiscal year of the horizon."""
    years = set(frames["years"]["fiscal_year"])
    owed: dict[tuple[str | None, str, int], int] = defaultdict(int)
    for project, mode, start, kind, year, amount in _rows(
        frames, "spend", "project_id", "mode_id", "start_index", "cost_class", "fiscal_year", "amount_minor"
    ):
        chosen = picked.get(project)
        if chosen and (chosen.mode_id, chosen.start_index) == (mode, start) and year in years:
            owed[project, kind, year] += amount
    for b in plan.bought:
        owed[None, "opex", b.fiscal_year] += b.amount_minor
    return owed


def _purses(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    held: dict[tuple[str, str, int], int] = defaultdict(int)
    for fund, kind, year, amount in _rows(frames, "budgets", "fund_id", "cost_class", "fiscal_year", "amount_minor"):
        held[fund, kind, year] += amount
    for m in plan.moved:
        held[m.from_fund_id, m.from_class, m.from_year] -= m.amount_minor
        held[m.to_fund_id, m.to_class, m.to_year] += m.amount_minor
    drawn: dict[tuple[str, str, int], int] = defaultdict(int)
    for a in plan.allocations:
        drawn[a.fund_id, a.cost_class, a.fiscal_year] += a.amount_minor
    for key in sorted(set(drawn) | set(held)):
        yield "" if drawn[key] <= held[key] else f"fund {key[0]} has {held[key]} {key[1]} in {key[2]} and pays {drawn[key]}"


def _moved(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    ends = ("from_fund_id", "from_class", "from_year", "to_fund_id", "to_class", "to_year")
    most = {tuple(rest): limit for *rest, limit in _rows(frames, "transfers", *ends, "most_minor")}
    seen = Counter(tuple(getattr(m, end) for end in ends) for m in plan.moved)
    for m in plan.moved:
        key = tuple(getattr(m, end) for end in ends)
        if m.amount_minor <= 0 or seen[key] > 1:
            yield f"{m} is no one move"
        else:
            yield (
                ""
                if m.amount_minor <= most.get(key, 0)
                else f"{m.amount_minor} is moved along {key}, at most {most.get(key, 0)} may be"
            )


def _in_block(frames: Frames) -> dict[int, tuple[int, ...]]:
    """Of every period planned together with others: all periods of its block, in order."""
    members: dict[int, list[int]] = defaultdict(list)
    for period, block in _rows(frames, "grain", "period_index", "block_index"):
        members[block].append(period)
    return {period: tuple(sorted(own)) for own in members.values() for period in own}


def _offers(frames: Frames) -> dict[tuple[str, int, str], tuple[int, int, int, int, int]]:
    """Role, period, kind to step in milli-FTE, most steps, cost and loss of a step, fiscal year."""
    columns = ("step_milli_fte", "most_steps", "step_cost_minor", "step_loss", "fiscal_year")
    return {(r, t, k): tuple(rest) for r, t, k, *rest in _rows(frames, "elastic", "role_id", "period_index", "kind", *columns)}


def _used(frames: Frames, picked: Picked) -> dict[tuple[str, int], int]:
    """People the plan needs, by role and period."""
    used: dict[tuple[str, int], int] = defaultdict(int)
    for project, mode, start, role, period, milli_fte in _rows(
        frames, "demand", "project_id", "mode_id", "start_index", "role_id", "period_index", "milli_fte"
    ):
        chosen = picked.get(project)
        if chosen and (chosen.mode_id, chosen.start_index) == (mode, start):
            used[role, period] += milli_fte
    return used


def _bought(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    offers, used = _offers(frames), _used(frames, picked)
    there = {(r, t): a for r, t, a in _rows(frames, "capacity", "role_id", "period_index", "milli_fte")}
    had = {(b.role_id, b.period_index, b.kind): b.milli_fte for b in plan.bought}
    blocks = _in_block(frames)
    yield "" if len(had) == len(plan.bought) else "people of one kind are bought twice for a role and period"
    for b in plan.bought:
        if b.kind == HIRED:
            continue
        where = f"{b.kind} of {b.role_id} in period {b.period_index}"
        offer = offers.get((b.role_id, b.period_index, b.kind))
        if offer is None:
            yield f"{where} cannot be had"
            continue
        step, most, cost, lost, year = offer
        steps = b.milli_fte // step
        if steps * step != b.milli_fte or not 0 < steps <= most:
            yield f"{where}: {b.milli_fte} milli-FTE are not 1 to {most} steps of {step}"
        elif (b.amount_minor, b.fiscal_year) != (steps * cost, year):
            yield f"{where} costs {steps * cost} in {year}, the plan says {b.amount_minor} in {b.fiscal_year}"
        else:
            # Nothing more than is needed beside the hires, and nothing dearer while something cheaper is left, in all the periods that are planned together.
            alike = blocks.get(b.period_index, (b.period_index,))
            others = sum(a for (r, t, _), a in had.items() if r == b.role_id and t in alike)
            spare = sum(there.get((b.role_id, t), 0) - used[b.role_id, t] for t in alike) + others
            cheaper = [
                kind for (r, t, kind), (_, limit, price, loss, _) in offers.items()
                if r == b.role_id and t in alike and (price, loss) < (cost, lost) and had.get((r, t, kind), 0) < limit * step
            ]  # fmt: skip
            yield f"{where}: more than is needed, or {', '.join(cheaper)} is left" if spare >= step or cheaper else ""


def _hires(frames: Frames) -> dict[tuple[str, int], tuple[int, int, int, int, int, bool]]:
    """Role and period to size of a head in milli-FTE, most heads, cost and loss of one, fiscal year, whether heads may arrive."""
    columns = ("head_milli_fte", "most_heads", "cost_minor", "loss", "fiscal_year", "may_arrive")
    return {(r, t): (a, b, c, d, e, f) for r, t, a, b, c, d, e, f in _rows(frames, "hires", "role_id", "period_index", *columns)}


def _hired(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Whole people, at most so many, each period at its price; who has arrived, when somebody may, stays to the end of the horizon."""
    terms, there = _hires(frames), Counter[tuple[str, int]]()
    for b in plan.bought:
        if b.kind != HIRED:
            continue
        where = f"hires of {b.role_id} in period {b.period_index}"
        there[b.role_id, b.period_index] += b.milli_fte
        if (b.role_id, b.period_index) not in terms:
            yield f"{where} cannot be had"
            continue
        size, most, cost, _, year, _ = terms[b.role_id, b.period_index]
        heads, part = divmod(b.milli_fte, size)
        if part or not 0 < heads <= most:
            yield f"{where}: {b.milli_fte} milli-FTE are not 1 to {most} whole people of {size}"
        else:
            is_paid = (b.amount_minor, b.fiscal_year) == (heads * cost, year)
            yield "" if is_paid else f"{where} cost {heads * cost} in {year}, the plan says {b.amount_minor} in {b.fiscal_year}"
    for (role, period), (*_, may_arrive) in sorted(terms.items()):
        new = there[role, period] - there[role, period - 1]
        if new < 0:
            yield f"{-new} milli-FTE hired as {role} are gone in period {period}"
        else:
            yield (
                f"{new} milli-FTE are hired as {role} in period {period}, when nobody can arrive"
                if new and not may_arrive
                else ""
            )


def _capacity(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    used, there = _used(frames, picked), defaultdict[tuple[str, int], int](int)
    for role, period, milli_fte in _rows(frames, "capacity", "role_id", "period_index", "milli_fte"):
        there[role, period] += milli_fte
    for b in plan.bought:
        there[b.role_id, b.period_index] += b.milli_fte
    blocks = _in_block(frames)
    for role, alike in sorted({(role, blocks.get(t, (t,))) for role, t in set(used) | set(there)}):
        has, needs = (sum(amounts[role, t] for t in alike) for amounts in (there, used))
        when = f"period {alike[0]}" if len(alike) == 1 else f"periods {alike[0]} to {alike[-1]}"
        yield f"{role} has {has} milli-FTE in {when}, the plan uses {needs}" if needs > has else ""


def _dependencies(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    groups: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    picked = _run(frames, picked)
    for kind, a, b, lag, group in _rows(
        frames, "dependencies", "type", "from_project_id", "to_project_id", "lag_periods", "group_id"
    ):
        own, other = picked.get(a), picked.get(b)
        if kind == "any_of":
            groups[a, group or None].append(b)
        elif kind == "excludes":
            yield f"{a} and {b} exclude one another, both are chosen" if own and other else ""
        elif kind == "together":
            yield f"{a} and {b} go together, one is chosen" if bool(own) != bool(other) else ""
        elif kind in ("requires", "finish_to_start", "start_to_start"):
            if not own:
                yield ""
            elif not other:
                yield f"{a} needs {b}, which is left out"
            elif kind == "finish_to_start" and own.start_index < other.finish_index + lag:
                yield f"{a} starts in period {own.start_index}, {b} finishes in {other.finish_index} with lag {lag}"
            elif kind == "start_to_start" and own.start_index < other.start_index + lag:
                yield f"{a} starts in period {own.start_index}, {b} in {other.start_index} with lag {lag}"
            else:
                yield ""
    for (a, _), members in sorted(groups.items(), key=repr):
        yield f"{a} needs one of {', '.join(members)}" if a in picked and not any(b in picked for b in members) else ""


def _synergies(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    missing: dict[tuple[str, str, int], int] = Counter()
    run = set(_run(frames, picked))
    for name, project, amount in _rows(frames, "synergies", "synergy_id", "project_id", "amount"):
        missing["synergies", name, amount] += project not in run
    for name, project, benefit in _rows(frames, "programmes", "rule_id", "project_id", "benefit"):
        if benefit is not None:
            missing["programmes", f"programme {name}", benefit] += project not in run
    comes = Counter((name, amount) for (_, name, amount), count in missing.items() if count == 0)
    told = Counter((gained.synergy_id, gained.value) for gained in plan.gained)
    for key in sorted({(name, amount) for _, name, amount in missing} | set(told)):
        yield (
            ""
            if told[key] == comes[key]
            else f"synergy {key[0]} of {key[1]} comes {comes[key]} times, the plan counts it {told[key]} times"
        )


def _programmes(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    run, members = set(_run(frames, picked)), defaultdict[tuple[str, str], set[str]](set)
    for name, owner, project, is_all_or_none in _rows(frames, "programmes", "rule_id", "owner", "project_id", "is_all_or_none"):
        if is_all_or_none:
            members[name, owner].add(project)
    for (name, owner), own in sorted(members.items()):
        without = sorted(own - run)
        yield f"{name} ({owner}): all or none of them run, without {', '.join(without)}" if own & run and without else ""


def _declared(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    sums: dict[str, int] = defaultdict(int)
    for limit, project, mode, start, weight in _rows(
        frames, "limit_terms", "limit_id", "project_id", "mode_id", "start_index", "weight"
    ):
        chosen = picked.get(project)
        if chosen and (chosen.mode_id, chosen.start_index) == (mode, start):
            sums[limit] += weight
    for limit, label, owner, lower, upper in _rows(frames, "limits", "limit_id", "label", "owner", "lower", "upper"):
        kept = (lower is None or sums[limit] >= lower) and (upper is None or sums[limit] <= upper)
        yield "" if kept else f"{label} ({owner}): {sums[limit]} is not within {lower} and {upper}"


def _robust(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Whatever purses are taken together: what falls on them alone, with the dearest surprises there may be, is within what they hold."""
    usual, worst = _by_cell(frames, picked, "spend"), _by_cell(frames, picked, "spend", "deviations")
    bought: Counter[int] = Counter()
    for b in plan.bought:
        bought[b.fiscal_year] += b.amount_minor
    buyers = {fund for (fund,) in _rows(frames, "elastic_payers", "fund_id")}
    limits = {(p, f): bp for p, f, bp in _rows(frames, "payer_limits", "project_id", "fund_id", "most_bp")}
    payers: dict[str, list[str]] = defaultdict(list)
    for project, fund in _rows(frames, "payers", "project_id", "fund_id"):
        payers[project].append(fund)

    def alone(project: str, cells: Mapping[Cell, int], purses: frozenset[Purse]) -> int:
        """What of a project's spend no purse beside these may pay."""
        return sum(
            max(a - sum(a * limits.get((project, f), 10_000) // 10_000 for f in payers[project] if (f, *cell) not in purses), 0)
            for cell, a in cells.items()
        )

    for label, owner, gamma in _rows(frames, "robust", "label", "owner", "gamma"):
        for cells, purses, holds in _purses_together(frames, {cell for each in worst.values() for cell in each}, bought):
            need, surprises = 0, []
            for year, amount in bought.items():
                need += amount * (("opex", year) in cells and {(f, "opex", year) for f in buyers} <= purses)
            for project in picked:
                own, dear = (
                    alone(project, {c: a for c, a in spent[project].items() if c in cells}, purses) for spent in (usual, worst)
                )
                need += own
                surprises.append(max(dear - own, 0))
            need += sum(sorted(surprises, reverse=True)[:gamma])
            names = ", ".join(f"{fund} {kind} {year}" for fund, kind, year in sorted(purses))
            yield (
                "" if need <= holds else f"{label} ({owner}): {names} hold {holds}, with {gamma} dear projects {need} are needed"
            )


def _by_cell(frames: Frames, picked: Picked, *names: str) -> dict[str, Counter[Cell]]:
    """What each chosen project spends by class and fiscal year of the horizon, the frames named added up."""
    years = set(frames["years"]["fiscal_year"])
    found: dict[str, Counter[Cell]] = {project: Counter() for project in picked}
    for name in names:
        for project, mode, start, *cell, amount in _rows(
            frames, name, "project_id", "mode_id", "start_index", "cost_class", "fiscal_year", "amount_minor"
        ):
            chosen = picked.get(project)
            if chosen and (chosen.mode_id, chosen.start_index) == (mode, start) and cell[1] in years:
                found[project][cell[0], cell[1]] += amount
    return found


def _purses_together(
    frames: Frames, spent: set[Cell], bought: Mapping[int, int]
) -> Iterator[tuple[set[Cell], frozenset[Purse], int]]:
    """The classes and years between which money moves, with every set of their purses and what it can be made to hold. Where there are too many purses,
    only sets of whole funds.
    """
    held: dict[Purse, int] = {
        (f, k, y): a for f, k, y, a in _rows(frames, "budgets", "fund_id", "cost_class", "fiscal_year", "amount_minor")
    }
    ends = ("from_fund_id", "from_class", "from_year", "to_fund_id", "to_class", "to_year", "most_minor")
    moves = [((a, b, c), (d, e, f), most) for a, b, c, d, e, f, most in _rows(frames, "transfers", *ends)]
    funds = sorted({f for f, _, _ in held} | {f for (f,) in _rows(frames, "payers", "fund_id")})
    parts = [{cell} for cell in spent | {("opex", year) for year in bought}]
    for source, target, _ in moves:
        touched = [part for part in parts if source[1:] in part or target[1:] in part]
        parts = [part for part in parts if part not in touched] + [{source[1:], target[1:]}.union(*touched)]
    for cells in sorted(parts, key=sorted):
        single = [[(f, *cell)] for f in funds for cell in sorted(cells)]
        whole = [[(f, *cell) for cell in sorted(cells)] for f in funds]
        for some in _subsets(single if len(single) <= MOST_PURSES else whole):
            purses = frozenset(purse for each in some for purse in each)
            into = sum(most for source, target, most in moves if target in purses and source not in purses)
            yield cells, purses, sum(held.get(purse, 0) for purse in purses) + into


def _subsets(things: list[list[Purse]]) -> Iterator[tuple[list[Purse], ...]]:
    return chain.from_iterable(combinations(things, size) for size in range(len(things) + 1))


def _tail(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Everything that is chosen, scenario by scenario; the worst are looked at together."""
    drawn: dict[int, dict[Option, int]] = defaultdict(dict)
    for scenario, *option, value in _rows(frames, "scenarios", "scenario", "project_id", "mode_id", "start_index", "value"):
        drawn[scenario][option[0], option[1], option[2]] = value
    planned = {(p, m, s): v for p, m, s, v in _rows(frames, "options", "project_id", "mode_id", "start_index", "value")}
    same = sum(gained.value for gained in plan.gained) - _lost_to_people(frames, plan)
    chosen = [(c.project_id, c.mode_id, c.start_index) for c in plan.chosen]
    worth = sorted(same + sum(values.get(option, planned.get(option, 0)) for option in chosen) for values in drawn.values())
    for label, owner, worst, floor in _rows(frames, "tail", "label", "owner", "worst", "floor"):
        counted = worth[:worst]
        short = sum(counted) < floor * len(counted)
        yield f"{label} ({owner}): the worst {worst} scenarios make {sum(counted)}, less than {floor} each" if short else ""


def _frames(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    # A limit stated twice has no one meaning; reading the last would be a guess.
    for name, key in _KEYS.items():
        twice = [each for each, count in Counter(_rows(frames, name, *key)).items() if count > 1]
        yield f"{name} has several rows for {twice[0]}" if twice else ""


_KEYS = {
    "options": ("project_id", "mode_id", "start_index"),
    "budgets": ("fund_id", "cost_class", "fiscal_year"),
    "capacity": ("role_id", "period_index"),
    "grain": ("period_index",),
    "synergies": ("synergy_id", "project_id"),
    "programmes": ("rule_id", "project_id"),
    "limits": ("limit_id",),
    "limit_terms": ("limit_id", "project_id", "mode_id", "start_index"),
    "elastic": ("role_id", "period_index", "kind"),
    "hires": ("role_id", "period_index"),
    "payer_limits": ("project_id", "fund_id"),
    "transfers": ("from_fund_id", "from_class", "from_year", "to_fund_id", "to_class", "to_year"),
    "spend": ("project_id", "mode_id", "start_index", "cost_class", "fiscal_year"),
    "demand": ("project_id", "mode_id", "start_index", "role_id", "period_index"),
    "deviations": ("project_id", "mode_id", "start_index", "cost_class", "fiscal_year"),
    "scenarios": ("scenario", "project_id", "mode_id", "start_index"),
}
_RULES = {
    "frames": _frames,
    "choice": _choice,
    "objective": _objective,
    "required": _required,
    "funding": _funding,
    "purses": _purses,
    "moved": _moved,
    "bought": _bought,
    "hired": _hired,
    "capacity": _capacity,
    "dependencies": _dependencies,
    "synergies": _synergies,
    "programmes": _programmes,
    "declared": _declared,
    "robust": _robust,
    "tail": _tail,
}


def _rows(frames: Frames, name: str, *columns: str) -> Iterable[tuple[Any, ...]]:
    return frames[name].select(columns).iter_rows()
