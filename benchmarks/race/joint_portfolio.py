"""A seeded generator of realistic joint portfolios, as choice frames.

A project has one to four options (modes and starts). There are three funds with capex and opex, roles, prerequisites, exclusion
groups, both-or-neither pairs, programmes, theme shares, synergies and mandates. Budgets are 60 % of what the first options cost,
and capacity is 50 to 80 % of what they need of each role and month. These portfolios are as hard for solvers as those of real
offices were measured to be.
"""

import numpy as np
import polars as pl

from cutline.contracts.choice_frames import CHOICE_FRAMES, OPTION_KEY

FIRST_YEAR = 2027
C = pl.col


def joint_portfolio(seed: int, projects: int, *, periods: int = 24, roles: int = 20) -> dict[str, pl.DataFrame]:
    """Choice frames of `projects` projects over `periods` months: 1 to 4 options each, three funds, `roles` roles."""
    rng = np.random.default_rng(seed)
    index = np.arange(projects)
    ids = np.char.add("P", np.char.zfill(index.astype(str), 6))
    size = rng.lognormal(12.5, 0.9, projects)  # cents a month
    length, theme = rng.integers(3, 13, projects), rng.integers(0, 5, projects)
    worth = rng.lognormal(0.25, 0.25, projects)
    options = _options(rng, index, length, periods)
    lines = _lines(rng, options, size, length, worth)
    demand = _demand(rng, options, size, roles, periods)
    years = list(range(FIRST_YEAR, FIRST_YEAR + -(-periods // 12)))
    frames = {
        "options": lines["options"].with_columns(project_id=pl.Series(ids)[lines["options"]["number"]]),
        "spend": lines["spend"].with_columns(project_id=pl.Series(ids)[lines["spend"]["number"]]),
        "demand": demand.with_columns(project_id=pl.Series(ids)[demand["number"]]),
        "years": pl.DataFrame({"fiscal_year": years}),
        "names": pl.DataFrame({"project_id": ids, "name": ids}),
        "dependencies": _relations(rng, ids),
        "synergies": _synergies(rng, ids, size),
        "programmes": _programmes(rng, ids, size),
    }
    frames["requirements"] = _mandates(rng, ids, frames)
    frames |= _limits(rng, frames, ids, theme, years)
    return {name: _as_frame(name, frames.get(name)) for name in CHOICE_FRAMES}


def _as_frame(name: str, frame: pl.DataFrame | None) -> pl.DataFrame:
    schema = CHOICE_FRAMES[name]
    return (
        pl.DataFrame(schema=schema) if frame is None else frame.select(C(column).cast(dtype) for column, dtype in schema.items())
    )


def _options(rng: np.random.Generator, index: np.ndarray, length: np.ndarray, periods: int) -> pl.DataFrame:
    """number, mode_id, start_index, finish_index, scale: one to four ways of each project, a later start being a way of its own."""
    count = rng.integers(1, 5, len(index))
    number = np.repeat(index, count)
    nth = np.concatenate([np.arange(n) for n in count])
    start = np.clip(
        np.repeat(rng.integers(0, periods - 3, len(index)), count) + (nth % 2) * rng.integers(1, 7, len(number)), 0, periods - 2
    )
    is_lean = nth >= 2
    finish = start + np.maximum(length[number] - 2 * is_lean, 2)
    frame = pl.DataFrame(
        {
            "number": number,
            "mode_id": np.where(is_lean, "lean", "full"),
            "start_index": start,
            "finish_index": finish,
            "scale": np.where(is_lean, 0.6, 1.0),
        }
    )
    return frame.unique(["number", "mode_id", "start_index"], keep="first", maintain_order=True)


def _lines(
    rng: np.random.Generator, options: pl.DataFrame, size: np.ndarray, length: np.ndarray, worth: np.ndarray
) -> dict[str, pl.DataFrame]:
    """Options with their value, less for later starts, and their spend by class and fiscal year."""
    number = options["number"].to_numpy()
    cost = size[number] * length[number] * options["scale"].to_numpy()
    late = 0.993 ** options["start_index"].to_numpy()
    value = cost * (worth[number] * rng.normal(1.0, 0.03, len(number)) * late - 0.85)
    capex = np.repeat(rng.uniform(0.2, 0.9, len(size)), 1)[number]
    month = options.with_columns(cost=pl.Series(cost), capex=pl.Series(capex)).with_columns(
        months=C("finish_index") - C("start_index")
    )
    phased = (
        month.with_columns(period=pl.int_ranges("start_index", "finish_index"))
        .explode("period")
        .with_columns(fiscal_year=FIRST_YEAR + C("period") // 12)
    )
    parts = [
        phased.group_by("number", "mode_id", "start_index", "fiscal_year")
        .agg((C("cost") / C("months") * share).sum().round().cast(pl.Int64).alias("amount_minor"))
        .with_columns(cost_class=pl.lit(kind))
        for kind, share in (("capex", C("capex")), ("opex", 1 - C("capex")))
    ]
    return {
        "options": options.with_columns(value=pl.Series(value.round().astype(np.int64))),
        "spend": pl.concat(parts).filter(C("amount_minor") > 0),
    }


def _demand(rng: np.random.Generator, options: pl.DataFrame, size: np.ndarray, roles: int, periods: int) -> pl.DataFrame:
    """Two to six roles of each project, level over its months."""
    per_project = [rng.choice(roles, rng.integers(2, 7), replace=False) for _ in range(len(size))]
    number = np.repeat(np.arange(len(size)), [len(chosen) for chosen in per_project])
    need = (250 * np.maximum(np.round(size[number] / 150_000 * rng.lognormal(-0.2, 0.7, len(number))), 1)).astype(np.int64)
    wanted = pl.DataFrame(
        {"number": number, "role_id": [f"R{role:02d}" for chosen in per_project for role in chosen], "milli_fte": need}
    )
    placed = (
        options.join(wanted, on="number")
        .with_columns(period_index=pl.int_ranges("start_index", "finish_index"))
        .explode("period_index")
    )
    return placed.filter(C("period_index") < periods).with_columns(milli_fte=(C("milli_fte") * C("scale")).cast(pl.Int64))


def _relations(rng: np.random.Generator, ids: np.ndarray) -> pl.DataFrame:
    """Prerequisites on 7 % of the projects, exclusion groups of three, pairs; always from a later to an earlier one, so there is
    no cycle.
    """
    rows: list[tuple[str, str, str, int, str | None]] = []
    for kind, share in (("requires", 0.05), ("finish_to_start", 0.02), ("together", 0.01)):
        for later in rng.choice(np.arange(1, len(ids)), max(int(len(ids) * share), 1), replace=False):
            rows.append((kind, str(ids[later]), str(ids[rng.integers(0, later)]), 0, None))
    for group in rng.choice(ids, (max(len(ids) // 60, 1), 3), replace=False):
        rows += [
            ("excludes", str(a), str(b), 0, None) for a, b in ((group[0], group[1]), (group[0], group[2]), (group[1], group[2]))
        ]
    return pl.DataFrame(
        rows,
        schema=["type", "from_project_id", "to_project_id", "lag_periods", "group_id"],
        orient="row",
        infer_schema_length=None,
    )


def _synergies(rng: np.random.Generator, ids: np.ndarray, size: np.ndarray) -> pl.DataFrame:
    pairs = rng.choice(len(ids), (max(len(ids) // 100, 1), 2), replace=False)
    gain = (size[pairs[:, 0]] * rng.uniform(0.5, 3.0, len(pairs))).astype(np.int64)
    rows = [(f"S{i}", str(ids[p]), int(amount)) for i, (pair, amount) in enumerate(zip(pairs, gain, strict=True)) for p in pair]
    return pl.DataFrame(rows, schema=["synergy_id", "project_id", "amount"], orient="row")


def _programmes(rng: np.random.Generator, ids: np.ndarray, size: np.ndarray) -> pl.DataFrame:
    """One programme of four projects for every hundred: half of them all or none, half with a benefit when complete."""
    members = rng.choice(len(ids), (max(len(ids) // 100, 1), 4), replace=False)
    rows = [
        (f"G{i}", "office", str(ids[p]), i % 2 == 0, None if i % 2 == 0 else int(size[own].sum() / 2))
        for i, own in enumerate(members)
        for p in own
    ]
    return pl.DataFrame(rows, schema=CHOICE_FRAMES["programmes"], orient="row")


def _mandates(rng: np.random.Generator, ids: np.ndarray, frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Two in a hundred projects are the law's; only such as hang on no other, so that the laws do not contradict the relations."""
    related = frames["dependencies"].select(pl.concat_list("from_project_id", "to_project_id").explode())
    bound = set(related.to_series()) | set(frames["programmes"].filter("is_all_or_none")["project_id"])
    free = np.array([p for p in ids.tolist() if p not in bound])
    return pl.DataFrame({"project_id": rng.choice(free, max(len(ids) // 50, 1), replace=False)}).with_columns(
        rule=pl.lit("mandate"), text=pl.lit("law")
    )


def _limits(
    rng: np.random.Generator, frames: dict[str, pl.DataFrame], ids: np.ndarray, theme: np.ndarray, years: list[int]
) -> dict[str, pl.DataFrame]:
    """Budgets of three funds at half of what the first options ask, capacity at two thirds, a theme's share of the spend at most
    45 %.
    """
    first = frames["options"].unique("project_id", keep="first", maintain_order=True).select(OPTION_KEY)
    asked = frames["spend"].join(first, on=OPTION_KEY, how="semi")
    need = {
        (kind, year): amount
        for kind, year, amount in asked.group_by("cost_class", "fiscal_year").agg(C("amount_minor").sum()).iter_rows()
    }
    budgets = [
        (fund, kind, year, int(need.get((kind, year), 0) * share * 0.6))
        for fund, share in (("CORE", 0.6), ("A", 0.2), ("B", 0.2))
        for kind in ("capex", "opex")
        for year in years
    ]
    kind_of = rng.integers(0, 3, len(ids))
    payers = [
        (str(p), fund)
        for p, kind in zip(ids, kind_of, strict=True)
        for fund in ("CORE", *(["A"] if kind == 1 else ["B"] if kind == 2 else []))
    ]
    asked_of = (
        frames["demand"].join(first, on=OPTION_KEY, how="semi").group_by("role_id", "period_index").agg(C("milli_fte").sum())
    )
    capacity = [
        (role, t, int(total * rng.uniform(0.5, 0.8))) for role, t, total in asked_of.sort("role_id", "period_index").iter_rows()
    ]
    spent = frames["spend"].filter(C("fiscal_year").is_in(years)).group_by(OPTION_KEY).agg(C("amount_minor").sum())
    own = spent.join(pl.DataFrame({"project_id": ids, "theme": theme}), on="project_id")
    terms = [
        own.select(pl.lit(f"theme{t}").alias("limit_id"), *OPTION_KEY, weight=C("amount_minor") * ((C("theme") == t) * 20 - 9))
        for t in range(5)
    ]
    limits = [(f"theme{t}", "balance", f"theme {t} at most 45 % of the spend", "office", None, 0) for t in range(5)]
    return {
        "budgets": pl.DataFrame(budgets, schema=list(CHOICE_FRAMES["budgets"]), orient="row"),
        "payers": pl.DataFrame(payers, schema=list(CHOICE_FRAMES["payers"]), orient="row"),
        "capacity": pl.DataFrame(capacity, schema=list(CHOICE_FRAMES["capacity"]), orient="row"),
        "limits": pl.DataFrame(limits, schema=CHOICE_FRAMES["limits"], orient="row"),
        "limit_terms": pl.concat(terms),
    }
