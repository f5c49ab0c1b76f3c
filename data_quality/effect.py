"""Does a finding matter to the decision? Each with what is at stake, and for the largest an answer by deciding again.

Proven: at every plausible value of the cell that was tried the plan's selection is, or is not, still the best. Otherwise the bound is what
the project costs and brings: no value of the cell can move more than that is worth.
"""

from collections.abc import Callable
from typing import Literal, Protocol

import polars as pl

from cutline.settings import Settings
from cutline.valuation import Tables, deciding_costs, in_portfolio_currency
from data_quality.doubt import Alternative, Data, alternatives

Effect = Literal["changes", "not_proven", "no_change", "no_say", "not_tied"]
EFFECT_SCHEMA: dict[str, pl.DataType] = {
    "rank": pl.Int64(), "rule": pl.String(), "table": pl.String(), "severity": pl.String(), "owner": pl.String(), "project_id": pl.String(), "where": pl.String(),
    "found": pl.String(), "findings": pl.Int64(), "effect": pl.String(), "detail": pl.String(), "cost_minor": pl.Int64(), "benefit_minor": pl.Int64(),
}  # fmt: skip
ORDER: dict[str, int] = {"changes": 0, "not_proven": 1, "not_tied": 2, "no_change": 3, "no_say": 4}
SHOWN = 4


class Answer(Protocol):
    """What the optimiser says of an alternative: same, changes or open; see optimizer.whatif.Compared."""

    status: Literal["same", "changes", "open"]
    gain: int | None
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    others: tuple[str, ...]


Decide = Callable[[Alternative], Answer | None]


def stakes(tables: Tables, settings: Settings) -> pl.DataFrame:
    """project_id, cost_minor, benefit_minor: what each project costs and brings as stated, in the portfolio's currency, not discounted."""
    costs = _dearest(deciding_costs(in_portfolio_currency("cost_lines", tables, settings)), "cost_minor")
    benefits = _dearest(in_portfolio_currency("benefits", tables, settings), "benefit_minor")
    return costs.join(benefits, on="project_id", how="full", coalesce=True).sort("project_id")


def _dearest(lines: pl.DataFrame, name: str) -> pl.DataFrame:
    """project_id, name: the sum of the mode that comes to most, lines of every mode included."""
    own = lines.group_by("project_id", "mode_id").agg(pl.col("amount_minor").sum())
    whole = own.filter(pl.col("mode_id").is_null()).select("project_id", whole="amount_minor")
    modes = own.filter(pl.col("mode_id").is_not_null()).group_by("project_id").agg(pl.col("amount_minor").max())
    return modes.join(whole, on="project_id", how="full", coalesce=True).select(
        "project_id", (pl.col("amount_minor").fill_null(0) + pl.col("whole").fill_null(0)).alias(name)
    )


def effects(
    findings: pl.DataFrame,
    data: Data,
    decide: Decide | None,
    solves: int,
    money: Callable[[int], str] = str,
    progress: Callable[[str], None] = lambda _: None,
) -> pl.DataFrame:
    """One row for each rule and project that has findings (EFFECT_SCHEMA), the weightiest first.

    findings: gate.FINDING_SCHEMA. decide: the optimiser on an alternative; None where there is no plan to hold against it. solves: how many
    alternatives it is asked, those with the most at stake first.
    """
    groups = _grouped(findings, stakes(data.tables, data.settings))
    rows, left = [], solves if decide else 0
    for group in groups.iter_rows(named=True):
        own = findings.filter(
            (pl.col("rule") == group["rule"]) & pl.col("project_id").eq_missing(pl.lit(group["project_id"], pl.String))
        )
        possible = alternatives(group["rule"], group["project_id"], own, data)
        effect, detail = _untried(possible, group, money)
        if possible and decide and group["severity"] != "note" and len(possible) <= left:
            left -= len(possible)
            progress(f"effect of {group['rule']} on {group['project_id'] or 'the portfolio'}")
            effect, detail = _tried(possible, decide, money)
        rows.append({**group, "effect": effect, "detail": detail})
    ranked = pl.DataFrame(rows, schema={**groups.schema, "effect": pl.String, "detail": pl.String}).with_columns(
        order=pl.col("effect").replace_strict(ORDER, return_dtype=pl.Int64), stake=_stake()
    )  # fmt: skip
    noted = (pl.col("severity") == "note").alias("noted")
    ranked = ranked.sort(
        "order", noted, "stake", "rule", "project_id", descending=[False, False, True, False, False], nulls_last=True
    )
    return ranked.with_row_index("rank", 1).select(pl.col(name).cast(dtype) for name, dtype in EFFECT_SCHEMA.items())


def _stake() -> pl.Expr:
    return pl.max_horizontal("cost_minor", "benefit_minor")


def _grouped(findings: pl.DataFrame, stake: pl.DataFrame) -> pl.DataFrame:
    live = findings.filter(pl.col("excepted_until").is_null())
    groups = live.group_by("rule", "project_id", maintain_order=True).agg(
        pl.col("table", "severity", "owner", "where", "found").first(), pl.len().cast(pl.Int64).alias("findings")
    )  # fmt: skip
    known = groups.join(stake, on="project_id", how="left", maintain_order="left")
    return known.sort(_stake(), "rule", "project_id", descending=[True, False, False], nulls_last=True)


def _untried(possible: list[Alternative] | None, group: dict[str, object], money: Callable[[int], str]) -> tuple[Effect, str]:
    if possible == []:
        return "no_say", "no value of what it names reaches the plan"
    known = [
        (word, group[name])
        for word, name in (("costs", "cost_minor"), ("brings", "benefit_minor"))
        if isinstance(group[name], int)
    ]
    if group["project_id"] is None:
        return "not_tied", "it names no project: what it may hide cannot be bounded"
    told = " and ".join(f"{word} {money(amount)}" for word, amount in known if isinstance(amount, int))
    return (
        "not_proven",
        f"at most what the project is: it {told}, as far as it can be read" if told else "nothing of the project can be read",
    )


def _tried(possible: list[Alternative], decide: Decide, money: Callable[[int], str]) -> tuple[Effect, str]:
    answers = [(each.label, decide(each)) for each in possible]
    for label, answer in answers:
        if answer is not None and answer.status == "changes":
            moves = [
                f"{word} {_listed(names)}"
                for word, names in (("in", answer.added), ("out", answer.dropped), ("run otherwise", answer.others))
                if names
            ]
            gain = (
                f", worth {money(answer.gain)} more" if answer.gain is not None else ", and the plan as it is could not be kept"
            )
            return "changes", f"{label} the plan would change: {'; '.join(moves) or 'no plan could hold'}{gain}"
    if any(answer is None or answer.status == "open" for _, answer in answers):
        return "not_proven", f"{answers[0][0]}: the search stopped before it was proven either way"
    return "no_change", f"{'; '.join(label for label, _ in answers)}: the plan stays the best"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
