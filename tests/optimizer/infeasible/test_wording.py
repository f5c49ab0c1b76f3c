"""The way out in words."""

from optimizer.infeasible.conflict import Conflict
from optimizer.infeasible.repairs import MoreMoney, MorePeople, Repair, WayOut
from optimizer.infeasible.wording import way_out_findings
from optimizer.model.families.money.budget import purse_rule
from optimizer.model.rule import Rule


def told(way: WayOut) -> str:
    """Joins all findings to one text."""
    money = lambda by: f"{by / 100:,.2f}"  # noqa: E731
    return "\n".join(map(str, way_out_findings(way, money, money, lambda period: f"2027-{period + 1:02}")))


def test_rules_amounts_and_doubts_are_told():
    """Owner of each rule, amounts in money and FTE, many requirements counted, and what is not proven said to be so."""
    required = [Rule("choice", "requirement", f"P{i} must be in the plan", "portfolio office", (f"P{i}",)) for i in range(10)]
    both = Repair((MoreMoney("CORE", "capex", 2027, 12_500_000),), (MorePeople("Developer", 2, 500),), 12_000_000, 500)
    text = told(
        WayOut(
            Conflict((purse_rule(("CORE", "capex", 2027)), *required), is_minimal=False),
            tuple(required[:1]),
            is_fewest=False,
            both=both,
        )
    )
    for words in (
        "capex FY2027, CORE (finance)", "P7 must be in the plan (portfolio office); and 2 more that must be in the plan", "the search was stopped",
        "125,000.00 more capex in FY2027 for fund CORE and 0.500 FTE more of Developer in 2027-03", "the least found; at least 120,000.00 and 0.500 FTE are needed",
        "would have to be lifted (the fewest found): P0 must be in the plan",
    ):  # fmt: skip
        assert words in text
    assert "with that" not in text


def test_what_is_not_known_is_not_told():
    """If nothing was found, there is no finding."""
    assert way_out_findings(WayOut(None), str, str, str) == []
