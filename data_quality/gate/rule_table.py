"""The table of all rules in force: contract rules, business rules and the user's own, as portfolio.toml changes them."""

from dataclasses import replace

from cutline.errors import Finding, SettingsError
from cutline.settings.all_settings import Settings
from cutline.settings.section import nearest
from data_quality.business import BUSINESS_RULES
from data_quality.expectations.contract_rules import all_contract_rules
from data_quality.expectations.user_rules import user_rules
from data_quality.rule_model.results import Handling
from data_quality.rule_model.rule import Rule, sets_rows_aside

_RANK = {"note": 0, "warn": 1, "block": 2}


_made: list[tuple[Settings, tuple[Rule, ...]]] = []  # the last tables of rules, each with the settings that it was made of


def rule_table(settings: Settings) -> tuple[Rule, ...]:
    """Every rule in force, in a fixed order. A night asks for it once for each table.

    Raises SettingsError if portfolio.toml names a rule that does not exist, repeats an id, or changes a rule in a
    way that is not allowed.
    """
    rules = next((rules for of, rules in _made if of is settings), None)
    if rules is None:
        rules = _rules_in_force(settings)
        _made[:] = [(settings, rules), *_made[:3]]
    return rules


def _rules_in_force(settings: Settings) -> tuple[Rule, ...]:
    rules = (*all_contract_rules(), *BUSINESS_RULES, *user_rules(settings))
    known = {rule.id: rule for rule in rules}
    findings = [*_repeated_ids(rules), *_wrong_changes(known, settings), *_wrong_exceptions(known, settings)]
    if findings:
        raise SettingsError("portfolio.toml changes rules that do not exist or may not be changed so", findings)
    return tuple(_as_portfolio_changes_it(rule, settings) for rule in rules)


def table_rules(name: str, settings: Settings) -> tuple[Rule, ...]:
    """The rules of table `name` that Great Expectations runs."""
    return tuple(rule for rule in rule_table(settings) if rule.table == name and rule.expectation)


def night_rules(settings: Settings) -> tuple[Rule, ...]:
    """The rules that only a predicate expresses: they are run without Great Expectations, and most of them look at several
    tables.
    """
    return tuple(rule for rule in rule_table(settings) if not rule.expectation)


def _as_portfolio_changes_it(rule: Rule, settings: Settings) -> Rule:
    change = settings.quality.rules.get(rule.id)
    severity = change.severity if change and change.severity else rule.severity
    owner = change.owner if change and change.owner else rule.owner
    changed = replace(rule, severity=severity, owner=owner) if change else rule
    blocking: Handling = "set_aside" if sets_rows_aside(changed, settings) else "stop"
    return replace(changed, on_violation=blocking if severity == "block" else "carry_on")


def _repeated_ids(rules: tuple[Rule, ...]) -> list[Finding]:
    seen: set[str] = set()
    again = [rule.id for rule in rules if rule.id in seen or seen.add(rule.id)]  # type: ignore[func-returns-value]
    return [
        Finding("portfolio.toml, quality, expect", f"a second rule called {name}", "an id of its own", "rename it")
        for name in again
    ]


def _wrong_changes(known: dict[str, Rule], settings: Settings) -> list[Finding]:
    found = []
    for name, change in settings.quality.rules.items():
        where, rule = f"portfolio.toml, quality, rules, {name}", known.get(name)
        if rule is None:
            found.append(
                Finding(where, f"no rule {name!r}{nearest(name, known)}", "the id of a rule", "docs/rules.md lists them")
            )
            continue
        if change.severity and _RANK[change.severity] < _RANK[rule.severity] and not rule.is_relaxable:
            found.append(Finding(where, f"severity {change.severity}", f"{rule.severity}: without it the plan or a sum would be wrong unseen",
                                 "mend the data, or set its rows aside where the rule allows it"))  # fmt: skip
        if change.on_violation == "set_aside" and not rule.is_about_rows:
            found.append(
                Finding(
                    where,
                    "on_violation = 'set_aside'",
                    "a rule about single rows: this one judges several together",
                    "leave it at 'stop'",
                )
            )
    return found


def _wrong_exceptions(known: dict[str, Rule], settings: Settings) -> list[Finding]:
    found = []
    for number, exception in enumerate(settings.quality.exceptions, 1):
        where, rule = f"portfolio.toml, quality, exceptions, {number} ({exception.rule})", known.get(exception.rule)
        if rule is None:
            found.append(
                Finding(
                    where,
                    f"no rule {exception.rule!r}{nearest(exception.rule, known)}",
                    "the id of a rule",
                    "docs/rules.md lists them",
                )
            )
        elif not rule.is_relaxable:
            found.append(
                Finding(
                    where,
                    "an exception",
                    "none for this rule: without it the plan or a sum would be wrong unseen",
                    "mend the data",
                )
            )
    return found
