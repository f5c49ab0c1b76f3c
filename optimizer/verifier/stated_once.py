"""Checks that no frame states the same key twice, because choosing one of two rows would be a guess."""

from collections import Counter
from collections.abc import Iterator

from cutline.contracts.choice_frames import OPTION_KEY
from optimizer.plan import Plan
from optimizer.verifier.reading import Frames, Picked, rows_of


def check_frames(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes one check for each frame: no key has several rows, because it would be unclear which row counts."""
    for name, key in _KEYS.items():
        twice = [each for each, count in Counter(rows_of(frames, name, *key)).items() if count > 1]
        yield f"{name} has several rows for {twice[0]}" if twice else ""


_KEYS = {
    "options": OPTION_KEY,
    "money_years": OPTION_KEY,
    "budgets": ("fund_id", "cost_class", "fiscal_year"),
    "capacity": ("role_id", "period_index"),
    "grain": ("period_index",),
    "synergies": ("synergy_id", "project_id"),
    "programmes": ("rule_id", "project_id"),
    "limits": ("limit_id",),
    "limit_terms": ("limit_id", *OPTION_KEY),
    "elastic": ("role_id", "period_index", "kind"),
    "hires": ("role_id", "period_index"),
    "payer_limits": ("project_id", "fund_id"),
    "transfers": ("from_fund_id", "from_class", "from_year", "to_fund_id", "to_class", "to_year"),
    "spend": (*OPTION_KEY, "cost_class", "fiscal_year"),
    "demand": (*OPTION_KEY, "role_id", "period_index"),
    "deviations": (*OPTION_KEY, "cost_class", "fiscal_year"),
    "scenarios": ("scenario", *OPTION_KEY),
}


CHECKS = {"frames": check_frames}
