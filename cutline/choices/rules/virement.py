"""Every transfer of money that a plan may make: declared virements within a fiscal year, and carry-over to the next.

[[rules.virement]] declares the virements.
"""

from collections.abc import Iterable, Iterator

import polars as pl

from cutline.choices.limits.fund_transfers import Purse, carry_over
from cutline.contracts.calendar import Calendar
from cutline.contracts.choice_frames import TRANSFER_SCHEMA
from cutline.contracts.units import SHARE_SCALE
from cutline.errors import Finding, SettingsError
from cutline.settings.rules import VirementRule
from cutline.settings.section import nearest

# rule_id and owner are those of the virement that allows the move; they are null for money that a fund carries to its next
# year.
ALLOWED_TRANSFER_SCHEMA: dict[str, pl.DataType] = {**TRANSFER_SCHEMA, "rule_id": pl.String(), "owner": pl.String()}
TRANSFER_ENDS = tuple(name for name in TRANSFER_SCHEMA if name != "most_minor")


def allowed_transfers(
    rules: Iterable[VirementRule], funds: pl.DataFrame, budgets: pl.DataFrame, calendar: Calendar
) -> pl.DataFrame:
    """Every transfer that may be made (ALLOWED_TRANSFER_SCHEMA): carry-over to the next year, and virements within a year.

    funds: the canonical table. budgets: fund_id, cost_class, fiscal_year of the purses that hold money in the horizon. Raises
      SettingsError when a virement names a fund, a class or a year that `funds` does not have.
    """
    vired = declared_virements(tuple(rules), funds, budgets, calendar)
    return pl.concat([carry_over(funds, calendar, vired), vired], how="diagonal").select(list(ALLOWED_TRANSFER_SCHEMA))


def declared_virements(
    rules: tuple[VirementRule, ...], funds: pl.DataFrame, budgets: pl.DataFrame, calendar: Calendar
) -> pl.DataFrame:
    """What each rule allows to move in each fiscal year of the horizon (ALLOWED_TRANSFER_SCHEMA).

    A rule applies in the years in which the source purse and the destination purse both hold money. If a rule states
    several limits, the lowest counts. A limit that is a share is a share of the amount that the source states, without
    money that is moved into the source. A rule moves nothing in years outside the horizon.
    """
    unknown = [finding for i, rule in enumerate(rules, 1) for finding in _unknown(f"{i} ({rule.name})", rule, funds, calendar)]
    if unknown:
        raise SettingsError("portfolio.toml declares a virement that is not possible", unknown)
    stated = _stated(funds)
    there = set(budgets.select("fund_id", "cost_class", "fiscal_year").iter_rows())
    rows = []
    for rule in rules:
        for year in sorted({*rule.years}) or calendar.fiscal_years():
            source, target = ((*end, year) for end in rule.ends)
            if not {source, target} <= there:
                continue
            limits = (rule.most_minor, None if rule.most_share_bp is None else stated[source] * rule.most_share_bp // SHARE_SCALE)
            most = min(limit for limit in limits if limit is not None)
            if most > 0:
                rows.append((*source, *target, most, rule.name, rule.owner))
    return pl.DataFrame(rows, schema=ALLOWED_TRANSFER_SCHEMA, orient="row").sort(*TRANSFER_ENDS)


def _stated(funds: pl.DataFrame) -> dict[Purse, int]:
    return {
        (f, k, y): amount for f, k, y, amount in funds.select("fund_id", "cost_class", "fiscal_year", "amount_minor").iter_rows()
    }


def _unknown(called: str, rule: VirementRule, funds: pl.DataFrame, calendar: Calendar) -> Iterator[Finding]:
    stated = _stated(funds)
    names, pairs = sorted({fund for fund, _, _ in stated}), {(fund, kind) for fund, kind, _ in stated}
    horizon = set(calendar.fiscal_years())
    for end, (fund, kind) in zip(("from", "to"), rule.ends, strict=True):
        where = f"portfolio.toml, rules.virement, {called}"
        if fund not in names:
            expected = f"a fund of the table funds: {', '.join(names) or 'it has none'}{nearest(fund, names)}"
            yield Finding(f"{where}, {end}_fund", f"the fund {fund!r}", expected, "name one of these funds, or remove the rule")
        elif (fund, kind) not in pairs:
            fix = f"add a {kind} row of {fund} to funds, of 0 if it holds nothing by itself, or remove the rule"
            yield Finding(f"{where}, {end}_class", f"{kind} of the fund {fund!r}", f"a class that {fund} has rows for", fix)
        else:
            for year in sorted({*rule.years} & horizon):
                if (fund, kind, year) not in stated:
                    fix = f"add the row to funds, of 0 if it holds nothing by itself, or leave {year} out"
                    yield Finding(
                        f"{where}, years", f"FY{year}, in which {fund} has no {kind}", "years in which both have a row", fix
                    )
