"""Three projects whose costs, and on demand benefits, are ranges."""

from datetime import date

from cutline.contracts.tables.all_tables import EXPORTED
from cutline.settings.loading import settings_from
from tests.cutline.choices.solving import choices_of, verified_plan
from tests.cutline.few_projects import tables_of

OWNER = {"name": "the reserve", "owner": "cfo"}


# Value; lines of cost: class, amount, high.
PROJECTS = {
    "A": (50, [("capex", 100, 160), ("opex", 10, None)]),
    "B": (40, [("capex", 100, None), ("opex", 11, None)]),
    "C": (30, [("capex", 100, 90)]),  # out of order: no range
}


def choices(rules: dict, *, budget: int = 1000, order: int = 1, benefit_range: tuple[int, int] | None = None, **sections):
    rows: dict[str, list[dict]] = {name: [] for name in EXPORTED}
    for p, (value, lines) in list(PROJECTS.items())[::order]:
        window = {"earliest_start": date(2027, 1, 1), "latest_start": date(2028, 1, 1)}
        rows["projects"].append({"project_id": p, "name": p, "status": "proposed", **window})
        rows["modes"].append({"project_id": p, "mode_id": "full", "duration_periods": 1})
        for kind, amount, high in lines:
            rows["cost_lines"].append(
                {
                    "project_id": p,
                    "period_offset": 0,
                    "cost_class": kind,
                    "kind": "plan",
                    "amount_minor": amount,
                    "high_minor": high,
                }
            )
        gain = sum(amount for _, amount, _ in lines) + value
        low, high = benefit_range or (0, 0)
        ends = {"low_minor": gain + low, "high_minor": gain + high} if benefit_range and p != "C" else {}
        rows["benefits"].append({"project_id": p, "period_offset": 0, "category": "revenue", "amount_minor": gain, **ends})
    rows["funds"] = [
        {"fund_id": "F", "cost_class": kind, "fiscal_year": 2027, "amount_minor": amount}
        for kind, amount in (("capex", budget), ("opex", 1000))
    ]
    tables = tables_of(**rows)
    raw = {"calendar": {"grain": "year", "periods": 2}, "finance": {"discount_rate_bp": 0}, "rules": rules, **sections}
    return choices_of(tables, settings_from(raw))


def selected(found) -> str:
    plan = verified_plan(found.frames())
    return "".join(c.project_id for c in plan.chosen)
