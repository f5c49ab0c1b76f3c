"""Changes the choice frames: lifts rules, or increases budgets and capacities.

The changed frames state the problem as it would be if somebody granted the change. `way_out.py` decides which rules to change.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from cutline.contracts.choice_frames import REQUIRED_IN_FLIGHT
from optimizer.model.families.relations.prerequisite import TIMED, relation_name
from optimizer.model.rule import Rule

Frames = Mapping[str, pl.DataFrame]
C = pl.col


def with_more(
    frames: Frames, money: Mapping[tuple[str, str, int], int], people: Mapping[tuple[str, int], int]
) -> dict[str, pl.DataFrame]:
    """Returns the frames with more money and people.

    money: what is added to each purse (fund, class, fiscal year), in minor units. people: what is added to each role and period,
    in milli-FTE.
    """
    budgets = _added(frames["budgets"], ["fund_id", "cost_class", "fiscal_year"], "amount_minor", money)
    return {
        **frames,
        "budgets": budgets,
        "capacity": _added(frames["capacity"], ["role_id", "period_index"], "milli_fte", people),
    }


def without(frames: Frames, rules: Iterable[Rule]) -> dict[str, pl.DataFrame]:
    """Returns the frames without `rules`, which are requirements, relations, programmes and limits.

    Raises ValueError if no frame states a rule.
    """
    found, known = dict(frames), _choosable(frames)
    for rule in rules:
        name, keep = _kept(found, rule, known)
        if name == "limits":
            gone = found["limits"].filter(~keep)["limit_id"].implode()
            found["limit_terms"] = found["limit_terms"].filter(~C("limit_id").is_in(gone))
        found[name] = (
            found[name].filter(keep)
            if name != "programmes"
            else found[name].with_columns(is_all_or_none=C("is_all_or_none") & keep)
        )
    return found


def _kept(frames: Frames, rule: Rule, known: set[str]) -> tuple[str, pl.Expr]:
    """The name of the frame that states a rule, and an expression: for each row, whether it stays when the rule is lifted."""
    if rule.kind == "requirement":
        return "requirements", C("project_id") != rule.place[0]
    if rule.kind == "programme":
        return "programmes", ~((C("rule_id") == rule.place[0]) & (C("owner") == rule.place[1]))
    if rule.traits.frame_key:
        columns = ("label", "owner", *rule.traits.frame_key)
        same = (C(column) == value for column, value in zip(columns, rule.place, strict=True))
        return rule.family, ~pl.all_horizontal(list(same))
    if rule.kind == "limit":
        return "limits", ~((C("label") == rule.place[0]) & (C("owner") == rule.place[1]) & (C("family") == rule.family))
    if rule.kind == "relation" and len(rule.place) == 2:
        ends = list(rule.place)
        return "dependencies", ~(
            (C("type") == rule.traits.pair_type) & C("from_project_id").is_in(ends) & C("to_project_id").is_in(ends)
        )
    if rule.kind == "relation":
        stays = [_relation(row, known) != rule.place[0] for row in frames["dependencies"].iter_rows(named=True)]
        return "dependencies", pl.lit(pl.Series(stays, dtype=pl.Boolean))
    raise ValueError(f"{rule.label} is stated by no frame")


def _choosable(frames: Frames) -> set[str]:
    """The projects that have an option. For a project that must run, options that stop it do not count (`optimizer.problem`)."""
    must_run = frames["requirements"].filter(C("rule") != REQUIRED_IN_FLIGHT).select("project_id")
    no_way = frames["stop_modes"].join(must_run, on="project_id", how="semi")
    return set(frames["options"].join(no_way, on=["project_id", "mode_id"], how="anti")["project_id"])


def _relation(row: dict[str, str | None], known: set[str]) -> str:
    """The name of the rows of the model that state a relation (`optimizer.model.families.relations`)."""
    one, other = row["from_project_id"], row["to_project_id"]
    if row["type"] == "together" and one not in known:
        one, other = other, one  # as in `dependencies_of`: the project that can be chosen is the dependent one
    end = row["group_id"] or "" if row["type"] == "any_of" else other if other in known else "-"
    name = f"{row['type']}[{one},{end}"
    return relation_name(f"{name},0]") if row["type"] in TIMED else f"{name}]"


def _added(frame: pl.DataFrame, key: list[str], amount: str, more: Mapping[Any, int]) -> pl.DataFrame:
    """Returns the frame with the figures of `more` added to the column `amount`. A new key gets a row at the end."""
    held = {tuple(place): by for *place, by in frame.select(*key, amount).iter_rows()}
    rows = [
        (*place, held.get(place, 0) + more.get(place, 0)) for place in [*held, *(place for place in more if place not in held)]
    ]
    return pl.DataFrame(rows, schema={name: frame.schema[name] for name in (*key, amount)}, orient="row")
