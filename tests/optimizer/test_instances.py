"""Benchmark instances with proved optima, mapped through the canonical tables as any export is."""

import csv
import re
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from cutline.choices.options.building import build_choices
from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.settings.loading import settings_from
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify

SCALE = 1000  # the instances' decimals
SETTINGS = settings_from(
    {"calendar": {"grain": "year", "periods": 1}, "finance": {"discount_rate_bp": 0}, "portfolio": {"currency": "EUR"}}
)
SAC94 = [
    "hp1",
    "hp2",
    "pb1",
    "pb2",
    "pb4",
    "pb5",
    "pb6",
    "pb7",
    "pet2",
    "pet3",
    "pet4",
    "pet5",
    "pet6",
    "pet7",
    "sento1",
    "sento2",
]

SLOWER = ("pb6", "pb7", "pet6", "pet7", "sento1", "sento2")


def scaled(number: Decimal) -> int:
    whole = number * SCALE
    assert whole == int(whole), f"{number} has more decimals than the scale"
    return int(whole)


def solve_tables(items: list[list[tuple[Decimal, list[Decimal]]]], capacities: list[Decimal], *, must: bool) -> Plan:
    """Each item list is a project, each item a mode. The first resource is money in a fund, the others are roles.

    The value of an option is its benefit less its cost, so the cost is added to the profit to make the benefit.
    """
    rows: dict[str, list[dict]] = {name: [] for name in EXPORTED}
    for i, modes in enumerate(items):
        project = f"{i:03d}"
        mandate = "contractual" if must else "none"
        rows["projects"].append({"project_id": project, "name": project, "status": "proposed", "mandate": mandate})
        for m, (profit, weights) in enumerate(modes):
            key = {"project_id": project, "mode_id": str(m)}
            cost = scaled(weights[0])
            rows["modes"].append({**key, "duration_periods": 1})
            rows["cost_lines"].append({**key, "period_offset": 0, "cost_class": "opex", "amount_minor": cost, "kind": "plan"})
            rows["benefits"].append({**key, "period_offset": 0, "category": "revenue", "amount_minor": scaled(profit) + cost})
            for r, weight in enumerate(weights[1:]):
                rows["demand"].append({**key, "role_id": f"R{r}", "period_offset": 0, "milli_fte": scaled(weight)})
    rows["funds"] = [{"fund_id": "F", "cost_class": "opex", "fiscal_year": 2027, "amount_minor": scaled(capacities[0])}]
    rows["capacity"] = [
        {"role_id": f"R{r}", "period_start": date(2027, 1, 1), "milli_fte_gross": scaled(c)} for r, c in enumerate(capacities[1:])
    ]
    tables = {name: conform(name, pl.DataFrame(found)) for name, found in rows.items()}
    choices = build_choices(tables, pl.DataFrame(schema=QUARANTINE_SCHEMA), SETTINGS)
    plan = solve(build_problem(choices.frames()), Limits())
    assert isinstance(plan, Plan)
    assert plan.outcome == "proven"
    assert verify(choices.frames(), plan).passed
    return plan


def knapsack(numbers: list[Decimal]) -> tuple[Plan, Decimal, int]:
    """Solve one multidimensional knapsack from the front of `numbers`; its optimum and how many numbers it took."""
    n, m, optimum = int(numbers[0]), int(numbers[1]), numbers[2]
    profits, rest = numbers[3 : 3 + n], numbers[3 + n :]
    weights = [rest[r * n : (r + 1) * n] for r in range(m)]
    capacities = rest[m * n : m * n + m]
    items = [[(profits[j], [weights[r][j] for r in range(m)])] for j in range(n)]
    return solve_tables(items, capacities, must=False), optimum, 3 + n + m * n + m


def numbers_of(text: str) -> list[Decimal]:
    return [Decimal(word) for word in text.split()]


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.long if name in SLOWER else ()) for name in SAC94])
def test_sac94_optimum_is_reached(shared_data, name):
    """Multidimensional knapsacks of the literature: the optimum that stands in the header, proved."""
    [path] = (shared_data / "optimisation" / "sac94").glob(f"*/{name}.dat")
    plan, optimum, _ = knapsack(numbers_of(path.read_text()))
    assert plan.value == scaled(optimum)


def test_every_sac94_file_is_tried(shared_data):
    """A new instance dropped into the folder is not passed over in silence."""
    assert sorted(path.stem for path in (shared_data / "optimisation" / "sac94").glob("*/*.dat")) == SAC94


def test_mknap1_optima_are_reached(shared_data):
    """The seven knapsacks of OR-Library's mknap1."""
    count, *numbers = numbers_of((shared_data / "optimisation" / "mknap1.txt").read_text())
    for _ in range(int(count)):
        plan, optimum, used = knapsack(numbers)
        assert plan.value == scaled(optimum)
        numbers = numbers[used:]
    assert not numbers


def choose_one(numbers: list[Decimal], groups: int, items: int, resources: int) -> tuple[list, list[Decimal]]:
    """The item lists of a multiple-choice knapsack whose groups are each preceded by their number; and what is left."""
    found, width = [], 1 + resources
    for _ in range(groups):
        block = numbers[1 : 1 + items * width]
        found.append([(block[i * width], block[i * width + 1 : (i + 1) * width]) for i in range(items)])
        numbers = numbers[1 + items * width :]
    return found, numbers


@pytest.mark.parametrize(("name", "optimum"), [("I01", "173"), ("I02", "364"), ("I06", "4799.3")])
def test_khan_instances_are_solved(shared_data, name, optimum):
    """One option for each project under several resources: every project is required, the choice is its mode."""
    text = (shared_data / "optimisation" / "mmkp" / name).read_text()
    numbers = numbers_of(re.split(r"[A-Za-z]", text)[0])
    groups, items, resources = map(int, numbers[:3])
    capacities = numbers[3 : 3 + resources]
    found, _ = choose_one(numbers[3 + resources :], groups, items, resources)
    assert solve_tables(found, capacities, must=True).value == scaled(Decimal(optimum))


@pytest.mark.long
def test_thirty_small_instances_of_the_same_kind(shared_data):
    """All thirty proved optima of the test set."""
    folder = shared_data / "optimisation" / "mmkp"
    numbers = numbers_of((folder / "TestSet1.5GP10IT5KP.txt").read_text())
    with (folder / "TestSet1.5GP10IT5KP.optima.csv").open() as file:
        expected = list(csv.DictReader(file))
    assert len(expected) == 30
    for row in expected:
        _, groups, items, resources = map(int, numbers[:4])
        capacities, numbers = numbers[4 : 4 + resources], numbers[4 + resources :]
        found, numbers = choose_one(numbers, groups, items, resources)
        assert solve_tables(found, capacities, must=True).value == scaled(Decimal(row["optimum"])), row
    assert not numbers
