"""Makes seeded random portfolios with several objectives in order, and states what each selection has of every objective."""

import random
from dataclasses import dataclass

import polars as pl

from cutline.contracts.choice_frames import CHOICE_FRAMES
from tests.optimizer.enumeration import allowed_selections
from tests.optimizer.random_portfolios import hiring_frames, moving_frames, nominal, random_frames, tie_rich_frames

MOST_WAYS = 2000  # portfolios with more selections than these are drawn again
Key = tuple[str, str, int]


@dataclass(frozen=True)
class Declared:
    """An objective as the test states it: less is better if is_least; what it may cost the one before."""

    name: str
    is_least: bool
    may_lose_bp: int | None
    may_lose: int | None


@dataclass(frozen=True)
class RankedPortfolio:
    """Choice frames with objectives, the objectives, and for each selection the amounts of every objective, spend and change."""

    frames: dict[str, pl.DataFrame]
    declared: list[Declared]
    amounts: dict[frozenset[Key], tuple[int, ...]]
    spend: dict[frozenset[Key], int]


def ranked_portfolio(seed: int) -> RankedPortfolio:
    """Two or three of value, points, spend, people and projects, in a random order that begins with one to be made great."""
    rng = random.Random(f"ranked {seed}")
    base = _small(rng)
    points = {key: rng.choice([0, 1, 1, 2, 5]) for *key, _, _ in map(tuple, base["options"].iter_rows()) for key in [tuple(key)]}
    needs: dict[Key, int] = {}
    for p, mode, start, _, _, fte in base["demand"].iter_rows():
        needs[p, mode, start] = needs.get((p, mode, start), 0) + fte
    stops = set(base["stop_modes"].iter_rows())
    by_option = {
        "points": points,
        "people": {key: needs.get(key, 0) for key in points},
        "projects": {key: int((key[0], key[1]) not in stops) for key in points},
    }
    first = rng.choice(["value", "value", "points", "projects"])
    others = rng.sample([name for name in ("value", "points", "spend", "people", "projects") if name != first], rng.randint(1, 2))
    declared = [Declared(name, _is_least(name, rng), *_permission(rng)) for name in (first, *others)]
    declared[0] = Declared(first, False, None, None)
    every = list(allowed_selections(base))
    amounts = {
        keys: tuple(
            value
            if each.name == "value"
            else spent
            if each.name == "spend"
            else sum(by_option[each.name].get(k, 0) for k in keys)
            for each in declared
        )
        for keys, value, spent in every
    }
    return RankedPortfolio(_with_objectives(base, declared, by_option), declared, amounts, {k: s for k, _, s in every})


def _small(rng: random.Random) -> dict[str, pl.DataFrame]:
    while True:
        make = rng.choice([random_frames, random_frames, hiring_frames, moving_frames, tie_rich_frames])
        frames = nominal(make(rng.randrange(10**6)))
        ways = 3 ** frames["hires"].height if frames["hires"].height < 9 else MOST_WAYS + 1
        for options in frames["options"].group_by("project_id").len()["len"]:
            ways *= options + 1
        if ways <= MOST_WAYS:
            return frames


def _is_least(name: str, rng: random.Random) -> bool:
    return name == "spend" or (name in ("people", "projects") and rng.random() < 0.7)


def _permission(rng: random.Random) -> tuple[int | None, int | None]:
    return rng.choice([(None, None), (0, None), (100, None), (1000, None), (3000, None), (None, 1), (None, 3), (None, 10**6)])


def _with_objectives(base, declared: list[Declared], by_option) -> dict[str, pl.DataFrame]:
    """The frames in the unit of the first objective, and the frames of the objectives."""
    years = set(base["years"]["fiscal_year"])
    spend: dict[Key, int] = {}
    for p, mode, start, _, year, amount in base["spend"].iter_rows():
        spend[p, mode, start] = spend.get((p, mode, start), 0) + (amount if year in years else 0)
    terms, people, together = [], [], []
    for rank, each in enumerate(declared):
        if rank == 0:
            continue
        of = {"value": {(p, m, s): v for p, m, s, _, v in base["options"].iter_rows()}, "spend": spend}.get(each.name)
        terms += [(rank, *key, amount) for key, amount in (by_option.get(each.name) if of is None else of).items() if amount]
        if each.name in ("value", "spend"):
            is_value = each.name == "value"
            people += [
                (rank, r, t, kind, -loss if is_value else cost) for r, t, kind, _, _, cost, loss, _ in base["elastic"].iter_rows()
            ]
            people += [
                (rank, r, t, "hire", -loss if is_value else cost) for r, t, _, _, cost, loss, _, _ in base["hires"].iter_rows()
            ]
        if each.name == "value":
            together += [(rank, name, amount) for name, _, amount in base["synergies"].unique("synergy_id").iter_rows()]
            benefits = base["programmes"].drop_nulls("benefit").unique("rule_id")
            together += [(rank, f"programme {rule}", benefit) for rule, _, _, _, benefit in benefits.iter_rows()]
    rows = [(rank, each.name, each.name, each.is_least, 0, each.may_lose_bp, each.may_lose) for rank, each in enumerate(declared)]
    frames = dict(base)
    if declared[0].name != "value":
        own = by_option[declared[0].name]
        value = pl.Series("value", [own[p, m, s] for p, m, s, *_ in base["options"].iter_rows()], dtype=pl.Int64)
        frames |= {
            "options": base["options"].with_columns(value),
            "elastic": base["elastic"].with_columns(step_loss=pl.lit(0, pl.Int64)),
            "hires": base["hires"].with_columns(loss=pl.lit(0, pl.Int64)),
            "synergies": base["synergies"].with_columns(amount=pl.lit(0, pl.Int64)),
            "programmes": base["programmes"].with_columns(benefit=pl.col("benefit") * 0),
        }
    found = {"objectives": rows, "objective_terms": terms, "objective_people": people, "objective_synergies": together}
    return frames | {name: pl.DataFrame(own, schema=CHOICE_FRAMES[name], orient="row") for name, own in found.items()}
