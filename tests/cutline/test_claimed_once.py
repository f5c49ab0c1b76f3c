"""A benefit that several projects claim counts once: portfolios small enough to solve by hand."""

from datetime import date
from itertools import combinations

import polars as pl
import pytest

from cutline.choices.options.building import build_choices
from cutline.choices.rules.synergies import MOST_CLAIMANTS, double_count_synergies
from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.settings.loading import settings_from
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify

# What each costs, brings of its own, and claims of the benefit g.
PROJECTS = {"A": (100, 98, 160), "B": (100, 102, 120), "C": (100, 101, 40), "D": (100, 105, 0)}


def planned(budget: int, *, starts: int = 1, objective: str = "value", rate: int = 0) -> Plan:
    rows: dict[str, list[dict]] = {name: [] for name in EXPORTED}
    for p, (cost, own, claim) in PROJECTS.items():
        window = {"earliest_start": date(2027, 1, 1), "latest_start": date(2026 + starts, 1, 1)}
        rows["projects"].append({"project_id": p, "name": p, "status": "proposed", **window})
        rows["modes"].append({"project_id": p, "mode_id": "full", "duration_periods": 1})
        rows["cost_lines"].append(
            {"project_id": p, "period_offset": 0, "cost_class": "capex", "kind": "plan", "amount_minor": cost}
        )
        for amount, group in ((own, None), (claim, "g")):
            if amount:
                line = {"project_id": p, "period_offset": 0, "category": "revenue", "amount_minor": amount}
                rows["benefits"].append({**line, "double_count_group": group})
        if objective == "score":
            rows["scores"].append({"project_id": p, "criterion_id": "c", "raw_milli": own * 10, "scale": 5})
    rows["criteria"] = [{"criterion_id": "c", "name": "c", "weight_bp": 10_000}]
    rows["funds"] = [{"fund_id": "F", "cost_class": "capex", "fiscal_year": y, "amount_minor": budget} for y in (2027, 2028)]
    tables = {name: conform(name, pl.DataFrame(found, infer_schema_length=None)) for name, found in rows.items()}
    raw = {
        "calendar": {"grain": "year", "periods": 2},
        "finance": {"discount_rate_bp": rate},
        "planning": {"objective": objective},
    }
    frames = build_choices(tables, pl.DataFrame(schema=QUARANTINE_SCHEMA), settings_from(raw)).frames()
    plan = solve(build_problem(frames), Limits())
    assert isinstance(plan, Plan)
    assert verify(frames, plan).passed
    return plan


def told(plan: Plan) -> tuple[str, int]:
    return "".join(c.project_id for c in plan.chosen), plan.value


@pytest.mark.parametrize(
    ("budget", "expected"), [(100, ("A", 158)), (200, ("AD", 163)), (300, ("ABD", 165)), (400, ("ABCD", 166))]
)
def test_a_benefit_counts_as_the_largest_claim(budget, expected):
    """A claims 160 of it, B 120, C 40, D none; of their own they bring -2, 2, 1 and 5. Counted twice, A and B would be worth 280."""
    assert told(planned(budget)) == expected


def test_it_is_told_among_the_synergies():
    """All run: what B and C claim is taken off, what was taken off twice is given back."""
    gained = {each.synergy_id: each.value for each in planned(400).gained}
    assert gained == {
        "benefit g of A, B, counted once": -120, "benefit g of A, C, counted once": -40, "benefit g of B, C, counted once": -40,
        "benefit g of A, B, C, counted once": 40,
    }  # fmt: skip


def test_a_claim_is_the_least_that_any_start_makes():
    """Discounted at 100 % a year and mid-year, the claims of a later start are half: only so much is taken off, never more than is counted."""
    frames = planned(400, starts=2, rate=10_000)
    assert all(abs(each.value) <= PROJECTS["B"][2] // 2 for each in frames.gained)


def test_points_are_not_money():
    """Where the objective is a score, a benefit has no say."""
    assert planned(400, objective="score").gained == ()


@pytest.mark.parametrize("count", [2, 3, MOST_CLAIMANTS, MOST_CLAIMANTS + 2])
def test_every_choice_of_claimants_counts_the_largest_claim(count):
    """Up to six exactly, for every choice; of more exactly when all run, and never too little in all."""
    claims = [7 * (i + 1) ** 2 for i in range(count)]
    keys = {"project_id": [f"P{i}" for i in range(count)], "mode_id": ["full"] * count, "start_index": [0] * count}
    claimed = pl.DataFrame({**keys, "double_count_group": ["g"] * count, "present_minor": claims})
    options, stops = pl.DataFrame(keys), pl.DataFrame(schema={"project_id": pl.String, "mode_id": pl.String})
    found = double_count_synergies(claimed, options, stops).group_by("synergy_id").agg("project_id", pl.col("amount").first())
    sets = [(set(members), amount) for _, members, amount in found.iter_rows()]
    for size in range(1, count + 1):
        for some in combinations(range(count), size):
            run = {f"P{i}" for i in some}
            counted = sum(claims[i] for i in some) + sum(amount for members, amount in sets if members <= run)
            largest = max(claims[i] for i in some)
            assert counted == largest or (count > MOST_CLAIMANTS and size < count and counted > largest)
