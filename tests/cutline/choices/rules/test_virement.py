"""Transfers of money between funds and cost classes, from the settings to the ledger: portfolios small enough to solve by
hand.
"""

from datetime import date

import pytest

from cutline.choices.rules.virement import ALLOWED_TRANSFER_SCHEMA
from cutline.errors import SettingsError
from cutline.ledger.check import check_ledger
from cutline.ledger.entries import build_ledger
from cutline.ledger.frames import allocation_frame, chosen_frame, moved_frame
from cutline.settings.loading import settings_from
from tests.cutline.choices.solving import choices_of, verified_plan
from tests.cutline.few_projects import tables_of

V1 = {
    "name": "V1", "owner": "treasurer", "from_fund": "CORE", "from_class": "capex", "to_fund": "CORE", "to_class": "opex", "most_minor": 40,
}  # fmt: skip
BACK = V1 | {"name": "back", "from_class": "opex", "to_class": "capex"}
TO_AUX = V1 | {"name": "aux", "from_class": "opex", "to_fund": "AUX"}


def fund(year: int, kind: str, amount: int, name: str = "CORE", **cells) -> dict:
    return {"fund_id": name, "cost_class": kind, "fiscal_year": year, "amount_minor": amount, **cells}


def night(*virement: dict, funds: list[dict], spends: dict[int, int], own: str | None = None):
    """One project that spends `spends` (opex by year, in a horizon of 2027 and 2028) and is worth 50. If `own` is named, only
    that fund pays.
    """
    rows: dict[str, list[dict]] = {
        "projects": [{"project_id": "P", "name": "P", "status": "proposed"}],
        "cost_lines": [
            {"project_id": "P", "period_start": date(y, 1, 1), "cost_class": "opex", "kind": "plan", "amount_minor": a} for y, a in spends.items()
        ],
        "benefits": [{"project_id": "P", "period_offset": 0, "category": "revenue", "amount_minor": sum(spends.values()) + 50}],
        "funds": funds,
        "fund_eligibility": [{"fund_id": f, "project_id": "P", "is_eligible": f == own} for f in ("CORE", "AUX") if own],
    }  # fmt: skip
    tables = tables_of(**rows)
    raw = {"calendar": {"grain": "year", "periods": 2}, "finance": {"discount_rate_bp": 0}, "rules": {"virement": list(virement)}}
    settings = settings_from(raw)
    return tables, settings, choices_of(tables, settings)


def moves(*virement: dict, **rest) -> list[tuple[str, int]] | None:
    """What is moved, as `CORE capex 2027 > CORE opex 2027` with its amount; None if the project is left out. The plan is
    verified and booked to the minor unit.
    """
    tables, settings, choices = night(*virement, **rest)
    plan = verified_plan(choices.frames())
    entries = build_ledger(allocation_frame(plan.allocations), moved_frame(plan.moved))
    check_ledger(entries, chosen_frame(plan.chosen), tables, settings)
    assert entries["amount_minor"].sum() == 0
    told = [
        (f"{m.from_fund_id} {m.from_class} {m.from_year} > {m.to_fund_id} {m.to_class} {m.to_year}", m.amount_minor)
        for m in plan.moved
    ]
    return told if plan.chosen else None


CORE = [fund(2027, "capex", 100), fund(2027, "opex", 10), fund(2028, "capex", 0), fund(2028, "opex", 0)]
AUX = [fund(2027, "opex", 0, "AUX")]


@pytest.mark.parametrize(
    ("rules", "cost", "expected"),
    [
        ([], 11, None),  # nothing may be moved unless declared
        ([], 10, []),
        ([V1], 10, []),  # nor is anything moved that need not be
        ([V1], 45, [("CORE capex 2027 > CORE opex 2027", 35)]),
        ([V1], 51, None),  # a cent more than may be moved
        ([BACK], 45, None),  # the direction counts
        ([V1 | {"years": [2028]}], 45, None),  # and the year
        ([V1 | {"years": [2027, 2031]}], 45, [("CORE capex 2027 > CORE opex 2027", 35)]),
        ([V1 | {"most_minor": None, "most_share_bp": 3500}], 45, [("CORE capex 2027 > CORE opex 2027", 35)]),
        ([V1 | {"most_minor": None, "most_share_bp": 3499}], 45, None),  # 34.99, rounded down
        ([V1 | {"most_share_bp": 3400}], 45, None),  # the lower of both
        ([V1, BACK], 45, [("CORE capex 2027 > CORE opex 2027", 35)]),  # a way back creates nothing
        ([V1 | {"most_minor": 1000}], 111, None),  # no more than there is
    ],
)
def test_what_is_vired(rules, cost, expected):
    """CORE has 100 capex and 10 opex in 2027, and P costs opex only."""
    assert moves(*rules, funds=CORE, spends={2027: cost}) == expected


def test_money_goes_on_over_two_moves_within_the_limit_of_each():
    """Only AUX may pay. Capex of CORE becomes opex of CORE, and that becomes opex of AUX: 40 + 10 reach it, 51 do not."""
    assert moves(V1, TO_AUX | {"most_minor": 50}, funds=CORE + AUX, spends={2027: 50}, own="AUX") == [
        ("CORE capex 2027 > CORE opex 2027", 40), ("CORE opex 2027 > AUX opex 2027", 50),
    ]  # fmt: skip
    assert moves(V1, TO_AUX | {"most_minor": 50}, funds=CORE + AUX, spends={2027: 51}, own="AUX") is None
    assert moves(V1, TO_AUX | {"most_minor": 49}, funds=CORE + AUX, spends={2027: 50}, own="AUX") is None


def test_money_is_carried_and_then_vired_and_vired_and_then_carried():
    """Capex of 2027 reaches opex of 2028 in either order, within the limit of each move."""
    capex = [fund(2027, "capex", 100, carry_out_max_minor=30), *CORE[1:]]
    opex = [CORE[0], fund(2027, "opex", 0, carry_out_max_minor=30), *CORE[2:]]
    assert moves(V1 | {"years": [2028]}, funds=capex, spends={2028: 30}) == [
        ("CORE capex 2027 > CORE capex 2028", 30), ("CORE capex 2028 > CORE opex 2028", 30),
    ]  # fmt: skip
    assert moves(V1 | {"years": [2027]}, funds=opex, spends={2028: 30}) == [
        ("CORE capex 2027 > CORE opex 2027", 30), ("CORE opex 2027 > CORE opex 2028", 30),
    ]  # fmt: skip
    assert moves(V1, funds=capex, spends={2028: 31}) is None
    assert moves(V1, funds=opex, spends={2028: 31}) is None


def test_money_that_expires_does_not_live_longer_for_being_vired():
    """Capex that expires with 2027 may be spent as opex in 2027. Opex of 2027 is then not carried over, because it may be that
    money.
    """
    ends = [fund(2027, "capex", 100, expires_on=date(2027, 12, 31)), fund(2027, "opex", 10, carry_out_max_minor=30), *CORE[2:]]
    assert moves(V1, funds=ends, spends={2027: 45}) == [("CORE capex 2027 > CORE opex 2027", 35)]
    assert moves(V1, funds=ends, spends={2028: 10}) is None
    assert moves(funds=ends, spends={2028: 10}) == [("CORE opex 2027 > CORE opex 2028", 10)]


def test_a_purse_that_has_expired_takes_no_part():
    """Money that expires before its year begins is not there, so nothing is moved from that purse or into it."""
    gone = [CORE[0], fund(2027, "opex", 10, expires_on=date(2026, 12, 31)), *CORE[2:]]
    _, _, choices = night(V1, funds=gone, spends={2027: 1})
    assert choices.transfers.select("from_class", "from_year", "to_year").rows() == [("capex", 2028, 2028)]


def test_who_allows_a_move_stands_beside_it():
    """A virement names its rule and its owner; money that is carried over has neither."""
    _, _, choices = night(V1, funds=[fund(2027, "capex", 100, carry_out_max_minor=7), *CORE[1:]], spends={2027: 1})
    assert choices.transfers.schema == ALLOWED_TRANSFER_SCHEMA
    assert choices.transfers.select("from_class", "to_class", "from_year", "most_minor", "rule_id", "owner").rows() == [
        ("capex", "capex", 2027, 7, None, None), ("capex", "opex", 2027, 40, "V1", "treasurer"), ("capex", "opex", 2028, 40, "V1", "treasurer"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ([V1 | {"from_class": "revenue"}], "'capex' or 'opex'"),
        ([V1 | {"to_class": "capex"}], "into itself"),
        ([V1 | {"most_minor": -1}], "greater than or equal to 1"),
        ([V1 | {"most_minor": None, "most_share_bp": 10_001}], "less than or equal to 10000"),
        ([V1 | {"most_minor": None}], "without a limit"),
        ([V1, V1 | {"name": "again"}], "state one limit"),
        ([V1, V1 | {"name": "again", "years": [2028]}], "state one limit"),
        ([V1, BACK | {"name": "V1"}], "a name of its own"),
        ([{k: v for k, v in V1.items() if k != "owner"}], "owner"),
    ],
)
def test_what_cannot_be_declared(rules, told):
    """The message is about the rule, before any table is read."""
    with pytest.raises(SettingsError, match=told) as refused:
        settings_from({"rules": {"virement": [{k: v for k, v in rule.items() if v is not None} for rule in rules]}})
    assert "rules" in str(refused.value)


def test_one_way_may_have_another_limit_in_another_year():
    """Two rules for one way, no year in common: each year has the limit of its own rule."""
    rules = (V1 | {"years": [2027]}, V1 | {"name": "later", "years": [2028], "most_minor": 7})
    _, _, choices = night(*rules, funds=CORE, spends={2027: 1})
    moved = choices.transfers.select("from_year", "most_minor", "rule_id").rows()
    assert moved == [(2027, 40, "V1"), (2028, 7, "later")]


@pytest.mark.parametrize(
    ("rule", "where", "told"),
    [
        (V1 | {"to_fund": "CORR"}, "rules.virement, 1 (V1), to_fund", "did you mean 'CORE'?"),
        (V1 | {"to_fund": "AUX", "to_class": "capex"}, "rules.virement, 1 (V1), to_class", "capex of the fund 'AUX'"),
        (V1 | {"to_fund": "AUX", "years": [2028]}, "rules.virement, 1 (V1), years", "FY2028, in which AUX has no opex"),
    ],
)
def test_what_the_funds_do_not_know_is_refused(rule, where, told):
    """A misspelt name must not silently forbid what was meant to be allowed."""
    with pytest.raises(SettingsError) as refused:
        night(rule, funds=CORE + AUX, spends={2027: 1})
    assert where in str(refused.value)
    assert told in str(refused.value)
