"""Words how far a project is from the plan: more value, lower cost, and how much more it may cost before it leaves."""

from cutline.contracts.units import Worth
from cutline.reports.amounts import amount_text
from cutline.settings.all_settings import Settings
from cutline.valuation.money import format_minor
from optimizer.explain.prices import Price
from optimizer.explain.thresholds.cheaper import RISE_MOST, Level
from optimizer.explain.thresholds.rules_in_the_way import InTheWay

SHOWN_RULES = 8  # a sentence names at most so many rules; --json has them all
PER_CENT = 10**7  # levels in one per cent
STEP = PER_CENT // 10_000  # a share is shown to a ten-thousandth of a per cent


def lacking_in_words(price: Price, settings: Settings) -> str:
    """How much more a project must be worth to join."""
    if price.at_least is None:
        return "no value brings it in: no plan that keeps every rule runs it"
    least, most = (
        None if each is None else amount_text(Worth(max(each, 0)), settings) for each in (price.at_least, price.at_most)
    )
    if price.is_exact:
        is_needed = price.at_least > 0
        return (
            f"it must be worth {least} more (proven)"
            if is_needed
            else "it needs no more value: a plan with it is worth no less (proven)"
        )
    told = " and ".join(
        each for each in (f"at least {least}" if price.at_least > 0 else "", f"at most {most}" if most else "") if each
    )
    return f"it must be worth {told or 'an unknown amount'} more; the search stopped before it knew more ({price.state})"


def cheaper_in_words(cut: Level, settings: Settings) -> str:
    """By how much all costs of a project must fall."""
    if cut.state == "impossible":
        return "no lower cost brings it in without a loss, not even none at all (proven)"
    if cut.at_most is None:
        return _unknown(_share(cut.at_least or 0, up=False))
    if cut.at_most == 0:
        return "it need not be cheaper: a plan with it is worth no less (proven)"
    saved = f"all its costs must fall by {_share(cut.at_most, up=True)}, which saves {_money(cut.amount or 0, settings)} in the plan with it"
    return f"{saved} {_state(cut, _share(cut.at_least or 0, up=False))}"


def line_cut_in_words(cut: Level, settings: Settings) -> str:
    """By how much the costs of one line or year must fall."""
    if cut.state == "impossible":
        return "no cut is enough (proven)"
    least = _money(cut.at_least or 0, settings)
    if cut.at_most is None:
        return _unknown(least)
    return "no cut is needed" if cut.at_most == 0 else f"{_money(cut.at_most, settings)} less {_state(cut, least)}"


def dearer_in_words(rise: Level, settings: Settings) -> str:
    """How much more a project of the plan may cost before it leaves."""
    if rise.state == "beyond":
        return f"more than {RISE_MOST // PER_CENT} % more before it leaves"
    if rise.at_most is None or rise.at_least is None:
        return "an unknown amount more before it leaves; the search stopped first"
    if rise.at_most == 0 == rise.at_least:
        return "nothing more: at a higher cost a plan without it is better (proven)"
    most = _share(-rise.at_most, up=False)
    told = f"{most} more before it leaves, which is {_money(-(rise.amount or 0), settings)} in the plan with it"
    return f"{told} {_state(rise, _share(-rise.at_least, up=True), is_least=False)}"


def rules_in_words(found: InTheWay) -> str:
    """The rules that keep a project out, and those to lift if no money and no people help."""
    named = _listed([each.label for each in found.rules])
    needed = "each of them is needed" if found.is_minimal else "some of them may be needless, because the search stopped"
    others = "; another set of rules keeps it out as well" if found.has_others else ""
    lift = _listed([f"{each.label} (owner: {each.owner})" for each in found.to_lift])
    fewest = "" if found.is_fewest else ", as far as the search came"
    told = f". No amount of money and people is enough: lift {lift}{fewest}" if found.to_lift else ""
    return f"kept out by {named}; {needed}{others}{told}"


def _listed(items: list[str]) -> str:
    rest = len(items) - SHOWN_RULES
    return ", ".join(items[:SHOWN_RULES]) + (f" and {rest} more" if rest > 0 else "")


def _state(level: Level, other_end: str, *, is_least: bool = True) -> str:
    if level.state == "proven":
        return f"(proven: one unit {'less' if is_least else 'more'} does not do)"
    return f"(an interval: {'at least' if is_least else 'at most'} {other_end}; the search stopped before it knew more)"


def _unknown(least: str) -> str:
    return f"at least {least} less is needed, and it is not known whether any cut is enough; give it more time with --seconds"


def _share(level: int, *, up: bool) -> str:
    """A share in per cent, rounded to the safe side."""
    steps = -(-level // STEP) if up else level // STEP
    return f"{steps // 10_000:,}.{steps % 10_000:04d} %"


def _money(minor: int, settings: Settings) -> str:
    p = settings.portfolio
    return format_minor(minor, p.currency, p.minor_digits)
