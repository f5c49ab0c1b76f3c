"""Writes the page docs/race.md and its pictures from the results of benchmarks.race.portfolio_race: python -m
benchmarks.race.race_report
"""

import json
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import vl_convert

from benchmarks.race.portfolio_race import OUT, reached
from benchmarks.race.sample_portfolios import section

DOCS = Path("docs")
COLOURS = {"Cutline": "#c2410c", "HiGHS": "#1d4ed8", "SCIP": "#15803d", "CP-SAT": "#7c3aed", "CBC": "#6b7280"}
Results = dict[str, dict[str, Any] | None]


def main() -> None:
    """Writes the page with one section, and one picture, for each size of portfolio."""
    found: dict[int, dict[int, Results]] = {}
    for path in sorted(OUT.glob("race-*-*.json")):
        _, projects, seed = path.stem.split("-")
        found.setdefault(int(projects), {})[int(seed)] = json.loads(path.read_text())
    lines = [
        "# The race", "",
        "Cutline ran against HiGHS, SCIP, CP-SAT and CBC on the same portfolios (`benchmarks/race/joint_portfolio.py`), for the",
        "same time on two cores, with two threads where a solver has them. Every selection was checked in integers against the",
        "rows of Cutline's model; a selection that breaks a row counts as no plan. `make race` runs this benchmark again.",
        "",
        "A *runner* is Cutline or one of the other solvers; a *seed* is the number from which the portfolio was generated.",
        "*Value* is the objective of the runner's best plan, in units of the currency. *To the best* is how far that value is",
        "below the best value of all runners on the same portfolio. *Own gap* is the gap that the runner proves with its own",
        "bound, (bound - value) / value. *First plan* is the time after which the runner had a plan. *Seconds* is the length of",
        "the whole run, and *peak MB* is the most memory that the runner used. The note under a table says after how many",
        "seconds Cutline had a plan at least as good as the final plan of HiGHS.",
        "",
    ]  # fmt: skip
    for projects, by_seed in sorted(found.items()):
        lines += _section(projects, by_seed)
        _picture(projects, by_seed)
    lines += section()
    (DOCS / "race.md").write_text("\n".join(lines).rstrip() + "\n")


def _section(projects: int, by_seed: dict[int, Results]) -> list[str]:
    lines = [
        f"## {projects:,} projects",
        "",
        "| seed | runner | value | to the best | own gap | first plan | seconds | peak MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    notes = []
    for seed, results in sorted(by_seed.items()):
        best = max((r["value"] for r in results.values() if r and r.get("value") is not None), default=0)
        for name, r in results.items():
            if r is None or "absent" in r:
                lines.append(f"| {seed} | {name} | {'killed' if r is None else 'not installed'} | | | | | |")
                continue
            value, bound = r["value"], r["bound"]
            gap = "" if value is None or bound is None else f"{max(bound - value, 0) / abs(value):.3%}"
            first = next((f"{t:.1f} s" for t, v, _ in r["points"] if v is not None), "")
            worth = "no plan" if value is None else f"{value / 100:,.2f}"
            below = "" if value is None else f"{(best - value) / best:.3%}"
            lines.append(f"| {seed} | {name} | {worth} | {below} | {gap} | {first} | {r['seconds']:.0f} | {r['peak_mb']:,} |")
        own, highs = results.get("Cutline"), results.get("HiGHS")
        if own and highs and highs.get("value"):
            notes.append(f"seed {seed} {reached(own, highs['value'])}")
    if notes:
        lines += ["", f"Cutline reached the last value of HiGHS: {', '.join(notes)}."]
    return [*lines, "", f"![Gap over time, {projects:,} projects](images/race-{projects}.svg)", ""]


def _picture(projects: int, by_seed: dict[int, Results]) -> None:
    rows = []
    for seed, results in by_seed.items():
        bounds = [r["bound"] for r in results.values() if r and r.get("bound") is not None]
        for name, r in results.items():
            for t, value, _ in (r or {}).get("points", []):
                if value is not None:
                    gap = max((min(bounds) - value) / abs(value), 1e-6) * 100 if value > 0 else None
                    rows.append({"seed": f"seed {seed}", "runner": name, "seconds": t, "gap": gap})
            last = rows[-1] if rows and rows[-1]["runner"] == name else None
            if last and r:
                rows.append({**last, "seconds": r["seconds"]})
    frame = pl.DataFrame(rows, infer_schema_length=None).filter(pl.col("gap") < 20)
    names = [name for name in COLOURS if name in set(frame["runner"])]
    chart = (
        alt.Chart(frame, width=230, height=220)
        .mark_line(interpolate="step-after", strokeWidth=2)
        .encode(
            x=alt.X("seconds:Q", title="seconds"),
            y=alt.Y("gap:Q", title="gap to the best bound, %", scale=alt.Scale(type="log")),
            color=alt.Color("runner:N", sort=names, scale=alt.Scale(domain=names, range=[COLOURS[n] for n in names]), title=None),
            column=alt.Column("seed:N", title=f"{projects:,} projects: how far the best plan is from the best bound of all"),
        )
    )
    (DOCS / "images" / f"race-{projects}.svg").write_text(vl_convert.vegalite_to_svg(chart.to_json()))


if __name__ == "__main__":
    main()
