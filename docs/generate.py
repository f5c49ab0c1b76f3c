"""Write the generated pages: the data dictionary from the contracts, the settings page from the settings, the rules from their table, the families of the model from their registry. Run it with: make docs"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import PROVENANCE, Column
from cutline.measures.catalogue import CATALOGUE
from cutline.measures.dictionary import entry
from cutline.settings.all_settings import Settings
from cutline.settings.quality import RuleChange, RuleException, UserRule
from cutline.settings.rules import FlowRule, GroupRule, ProgrammeRule, RiskRule, RobustRule, ShareRule, TailRule, VirementRule
from cutline.settings.sources import ColumnMap, Feed, Source, Unpivot
from data_quality.business import BUSINESS_RULES
from data_quality.expectations import all_contract_rules
from data_quality.rules import Rule
from optimizer.linear.rule_families import registry_table

HERE = Path(__file__).parent
TABLE_START, TABLE_END = "<!-- families: from optimizer/linear/rule_families.py by make docs -->", "<!-- families end -->"


def data_dictionary() -> str:
    """Every canonical table: grain, key, columns with plain name, type, unit, null rule and meaning."""
    lines = [
        "# Data dictionary",
        "",
        "Generated from `cutline/contracts/tables/` by `make docs`; do not edit. *Plain name* is what `portfolio.toml` and the intake templates say; amounts",
        "there are in whole units (1,234.50), people in FTE, shares with a % sign. *Column* is what the canonical tables hold: int64 minor units,",
        "milli-FTE, basis points. Empty is unknown, and unknown is never zero.",
        "",
    ]
    for table in TABLES.values():
        bad = "stops the night" if table.bad_row == "refuse" else "goes to quarantine, and its project is set aside"
        lines += [
            f"## {table.name}",
            "",
            f"{table.meaning} One row for each {table.grain}. Key: {', '.join(table.key)}. A bad row {bad}.",
            "",
        ]
        if table.one_of:
            lines += [f"Exactly one of: {'; '.join(' or '.join(group) for group in table.one_of)}.", ""]
        lines += ["| column | plain name | type | unit | empty | meaning |", "|---|---|---|---|---|---|"]
        lines += [_column_row(column) for column in table.columns] + [""]
    lines += ["## Provenance", "", "Every row of every table also carries:", "", "| column | type | meaning |", "|---|---|---|"]
    lines += [f"| {column.name} | {column.dtype} | {column.meaning} |" for column in PROVENANCE]
    return "\n".join(lines) + "\n"


def _column_row(column: Column) -> str:
    meaning = (
        column.meaning
        + (f" ({', '.join(column.values)})" if column.values else "")
        + (f" → {column.references}" if column.references else "")
    )
    return f"| {column.name} | {column.plain} | {column.dtype} | {column.unit} | {'refused' if column.required else 'unknown'} | {meaning} |"


def metrics_page() -> str:
    """Every metric table: what it is, its columns with formula and origin, source, edges and a worked example."""
    lines = [
        "# Metrics",
        "",
        "Generated from the docstrings of `cutline/metrics/` by `make docs`; do not edit. Every table is published as `csv/NAME.csv` and `parquet/NAME.parquet`",
        "(`projects` as `metrics`; `finance`, `scores` and `risk` as columns of it). Amounts are minor units (cents) of the portfolio's currency, shares basis points",
        "(10,000 is the whole), ratios thousandths, people thousandths of an FTE. Empty is unknown: never zero, never infinity. Sums of projects are the",
        "programme's and the portfolio's, to the cent; ratios of programmes are ratios of sums. The example of each function runs in the tests.",
        "",
        "| table | what |",
        "|---|---|",
        *(f"| [{name}](#{name}) | {entry(table.functions[0]).summary} |" for name, table in CATALOGUE.items()),
        "",
    ]
    told: dict[Callable[..., Any], str] = {}
    for name, table in CATALOGUE.items():
        lines += [f"## {name}", ""]
        for function in table.functions:
            if function in told:
                lines += [f"Columns of [{told[function]}](#{told[function]}): `{function.__name__}`.", ""]
            else:
                told[function] = name
                lines += _metric(function)
    return "\n".join(lines)


def _metric(function: Callable[..., Any]) -> list[str]:
    e = entry(function)
    module = function.__module__.replace(".", "/")
    rows = [f"| {m.name} | {m.meaning} | {', '.join(f'{t}.{c}' for t, c in m.inputs)} |" for m in e.measures]
    table = ["| column | meaning | from |", "|---|---|---|", *rows, ""] if rows else []
    return [
        f"{e.summary} (`{function.__name__}` in `{module}.py`)", "", *table, f"*Source.* {e.parts['Source']}", "", f"*Edges.* {e.parts['Edges']}", "",
        "```python", e.example, "```", "",
    ]  # fmt: skip


def settings_page() -> str:
    """Every key of portfolio.toml with its default and meaning."""
    lines = [
        "# Settings",
        "",
        "Generated from `cutline/settings/` by `make docs`; do not edit. Every key of `portfolio.toml`; the empty file means the defaults, and a key",
        "that is not known is refused with the nearest known one.",
        "",
    ]
    sections = {name: field for name, field in Settings.model_fields.items() if name not in ("sources", "tables")}
    for name, field in sections.items():
        lines += _section(f"[{name}]", field.annotation)
    lines += _section("[[rules.groups]]", GroupRule)
    lines += _section("[[rules.shares]]", ShareRule)
    lines += _section("[[rules.risk]]", RiskRule)
    lines += _section("[[rules.flow]]", FlowRule)
    lines += _section("[[rules.programmes]]", ProgrammeRule)
    lines += _section("[[rules.virement]]", VirementRule)
    lines += _section("[rules.robust]", RobustRule)
    lines += _section("[rules.tail]", TailRule)
    lines += _section("[quality.rules.NAME]", RuleChange)
    lines += _section("[[quality.exceptions]]", RuleException)
    lines += _section("[[quality.expect]]", UserRule)
    lines += _section("[[sources]]", Source)
    lines += _section("[[sources.feeds]]", Feed)
    lines += _section("unpivot = { ... }", Unpivot)
    lines += _section("[sources.feeds.columns]", ColumnMap)
    lines += ["## [[tables.NAME]]", "", f"{Settings.model_fields['tables'].description}.", ""]
    return "\n".join(lines)


def _section(title: str, model: Any) -> list[str]:
    assert issubclass(model, BaseModel)
    return [
        f"## {title}",
        "",
        (model.__doc__ or "").strip(),
        "",
        "| key | default | meaning |",
        "|---|---|---|",
        *_keys(model),
        "",
    ]


def _keys(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        meaning = (field.description or "see below").replace("|", "\\|")
        yield f"| {field.alias or name} | {_default(field)} | {meaning} |"


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is PydanticUndefined:
        return "needed"
    if isinstance(value, tuple):
        return "`" + str(list(value)).replace("|", "\\|") + "`"
    return (
        "none"
        if value is None
        else f"`{str(value).lower() if isinstance(value, bool) else value!r}`"
        if not hasattr(value, "isoformat")
        else f"`{value}`"
    )


def rules_page() -> str:
    """Every rule that the gate runs: id, severity, owner, what must be true, what to do."""
    lines = [
        "# Rules",
        "",
        "Generated from the table of rules (`data_quality/rule_table.py`) by `make docs`; do not edit. [quality.md](quality.md) says how they are run and changed.",
        "*Rows*: the rule is about single rows, so they can be set aside. *Fixed*: it may not be made to warn nor be excepted, because the plan or a sum would then be wrong unseen.",
        "",
        "## Business rules",
        "",
        "| rule | table | severity | owner | what must be true | what to do | |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [_rule_row(rule) for rule in BUSINESS_RULES if not rule.id.endswith("_exists")]
    lines += ["", "## References", "", "| rule | severity | what must be true | |", "|---|---|---|---|"]
    lines += [
        f"| {rule.id} | {rule.severity} | {rule.reason} | {_marks(rule)} |"
        for rule in BUSINESS_RULES
        if rule.id.endswith("_exists")
    ]
    lines += [
        "",
        "## Contracts",
        "",
        "From the [data dictionary](data-dictionary.md), each an expectation of Great Expectations; all block, are about rows and fixed.",
        "",
    ]
    lines += ["| rule | what must be true | expectation |", "|---|---|---|"]
    lines += [f"| {rule.id} | {rule.reason} | {rule.expectation} |" for rule in all_contract_rules()]
    return "\n".join(lines) + "\n"


def _rule_row(rule: Rule) -> str:
    return f"| {rule.id} | {rule.table} | {rule.severity} | {rule.owner} | {rule.reason} | {rule.fix} | {_marks(rule)} |"


def formulation_page() -> str:
    """The page of the model, written by hand, with its table of families from the registry."""
    before, rest = (HERE / "formulation.md").read_text("utf-8").split(TABLE_START)
    _, after = rest.split(TABLE_END)
    return "\n".join([before + TABLE_START, *registry_table(), TABLE_END + after])


def _marks(rule: Rule) -> str:
    return ", ".join(word for word, holds in (("rows", rule.of_rows), ("fixed", not rule.relaxable)) if holds)


PAGES: dict[str, Callable[[], str]] = {
    "data-dictionary.md": data_dictionary,
    "metrics.md": metrics_page,
    "settings.md": settings_page,
    "rules.md": rules_page,
    "formulation.md": formulation_page,
}

if __name__ == "__main__":
    for page, make in PAGES.items():
        (HERE / page).write_text(make(), "utf-8")
