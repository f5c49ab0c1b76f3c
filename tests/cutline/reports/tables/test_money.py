"""The tables about money, in words and figures."""

from cutline.reports.tables.money import moved_text
from cutline.settings.loading import settings_from
from optimizer.plan import Moved


def test_a_move_in_words():
    """The sentence names the amount, the purses, and the rule with its owner."""
    settings = settings_from({"portfolio": {"currency": "GBP"}})
    way = Moved("CORE", "capex", 2027, "CORE", "opex", 2027, 12_000_000).__dict__
    assert moved_text({**way, "rule_id": "V1", "owner": "treasurer"}, settings) == (
        "moved £120,000.00 from CORE capex FY2027 to CORE opex FY2027 under virement V1, owner treasurer"
    )
    assert moved_text({**way, "rule_id": None, "owner": None}, settings).startswith("carried £120,000.00 from CORE capex FY2027")
