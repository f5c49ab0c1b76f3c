"""The tables about money, in words and figures."""

from types import SimpleNamespace

from cutline.reports.tables.money import TABLES, moved_text
from cutline.settings.loading import settings_from
from optimizer.explain.funding.frontier import Point
from optimizer.explain.funding.night_frontier import frontier_frame
from optimizer.plan import Moved


def test_a_move_in_words():
    """The sentence names the amount, the purses, and the rule with its owner."""
    settings = settings_from({"portfolio": {"currency": "GBP"}})
    way = Moved("CORE", "capex", 2027, "CORE", "opex", 2027, 12_000_000).__dict__
    assert moved_text({**way, "rule_id": "V1", "owner": "treasurer"}, settings) == (
        "moved £120,000.00 from CORE capex FY2027 to CORE opex FY2027 under virement V1, owner treasurer"
    )
    assert moved_text({**way, "rule_id": None, "owner": None}, settings).startswith("carried £120,000.00 from CORE capex FY2027")


def test_an_amount_without_a_value_says_why():
    """It is proven that there is no plan, or none was found; a value has both ends, and the projects stand in one cell."""
    points = [
        Point(-1000, 90, None, None, is_impossible=True), Point(-500, 95, None, 12), Point(0, 100, 10, 11, ("A", "B"), ("C",), ()),
    ]  # fmt: skip
    [table] = [each for each in TABLES if each.name == "more_or_less_money"]
    frame = table.build(SimpleNamespace(frontier=frontier_frame(points)), settings_from({"portfolio": {"currency": "GBP"}}))
    assert frame.rows() == [
        (-1000, 90, None, None, "", "", "", "no plan keeps every rule"), (-500, 95, None, 12, "", "", "", "no plan was found"),
        (0, 100, 10, 11, "A, B", "C", "", ""),
    ]  # fmt: skip
