"""What earned value and finance cost at volume: python -m benchmarks.metrics [rows]

The same Parquet file of time-phased rows (a hundred months a project), the same eighteen measures of every project, computed (1)
by Cutline in one streaming pass, with everything else its functions measure, (2) by hand in Polars, only these, on data taken to
be complete, (3) in DuckDB, (4) in pandas. Each in a process of its own, in turn; seconds of wall clock and of processor, the
least of several runs, and the process's peak memory. All four must give the same figures. A tenth of the rows shows how the time
grows. Needs the extra `bench`.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.metrics.earned_value.earned_value import earned_value
from cutline.metrics.value.investment_appraisal import appraisal
from cutline.metrics.value.period_flows import discounted
from cutline.metrics.value.rates_of_return import returns
from cutline.settings.finance import FinanceSection
from cutline.valuation.discounting import FACTOR_SCALE, Discounting

REPEATS = 3
MONTHS = 100
CALENDAR = Calendar("month", date(2020, 1, 1), MONTHS)
DISCOUNTING = Discounting(((1, 800),), "mid")
EARNED = ("planned_minor", "earned_minor", "actual_minor", "budget_at_completion_minor", "cpi_milli", "spi_milli", "eac_cpi_minor",
          "eac_atypical_minor", "es_milli_months", "spi_t_milli")  # fmt: skip
WORTH = (
    "npv_minor",
    "capex_minor",
    "opex_minor",
    "benefit_minor",
    "roi_bp",
    "bcr_milli",
    "payback_milli_periods",
    "discounted_payback_milli_periods",
)
RENAMED = {"capex": "capex_minor", "opex": "opex_minor", "benefit": "benefit_minor"}
C = pl.col


def write_rows(path: Path, rows: int) -> None:
    """A plan over a hundred months, earned and spent to a status of its own; costs that fall and benefits that rise."""
    rng, count = np.random.default_rng(11), rows // MONTHS
    month = np.tile(np.arange(MONTHS), count)
    status = np.repeat(rng.integers(20, 90, count), MONTHS)
    amount = lambda top: rng.integers(1, top, rows)  # noqa: E731
    frame = pl.DataFrame(
        {
            "project": np.repeat(np.arange(count), MONTHS), "period_index": month, "past": month <= status, "planned_minor": amount(1_000_000),
            "earned": amount(700_000), "actual": amount(1_050_000), "capex": amount(900_000) * (month < 40), "opex": amount(50_000), "benefit": amount(900_000) * (month >= 20),
        }
    )  # fmt: skip
    frame.select(
        pl.format("P{}", C("project").cast(pl.String).str.zfill(6)).alias("project_id"), "period_index",
        pl.lit(CALENDAR.start).dt.offset_by(pl.format("{}mo", "period_index")).alias("period_start"), "planned_minor",
        pl.when("past").then("earned").alias("earned_minor"), pl.when("past").then("actual").alias("actual_minor"),
        C("planned_minor").sum().over("project").alias("budget_at_completion_minor"), pl.lit(None, pl.Int64).alias("estimate_to_complete_minor"),
        "capex", "opex", "benefit",
    ).write_parquet(path)  # fmt: skip


def by_cutline(path: Path) -> pl.DataFrame:
    """The functions the night uses, on rows that are one for each project and period and sorted, as core tables are."""
    rows = pl.scan_parquet(path)
    flows = rows.select("project_id", "period_index", **{name: C(short) for short, name in RENAMED.items()})
    flows = discounted(flows, DISCOUNTING, CALENDAR, MONTHS)
    earned, money = pl.collect_all(
        [earned_value(rows.drop("period_index", *RENAMED)), appraisal(flows, DISCOUNTING, CALENDAR, MONTHS)], engine="streaming"
    )
    return earned.select("project_id", *EARNED).join(money.select("project_id", *WORTH), on="project_id", maintain_order="left")


def by_hand(path: Path) -> pl.DataFrame:
    """Only the measures compared, without a thought for what is unknown."""
    factors = pl.LazyFrame({"period_index": range(MONTHS), "factor": DISCOUNTING.factors(CALENDAR, MONTHS)})

    def present(name: str) -> pl.Expr:
        return ((C(name).cast(pl.Int128) * C("factor") + FACTOR_SCALE // 2) // FACTOR_SCALE).cast(pl.Int64)

    rows = (
        pl.scan_parquet(path).join(factors, on="period_index", how="left", maintain_order="left")
        .select("project_id", "period_index", "planned_minor", "earned_minor", "actual_minor", "budget_at_completion_minor", *RENAMED,
                net=C("benefit") - C("capex") - C("opex"), present_cost=present("capex") + present("opex"), present_benefit=present("benefit"))
        .with_columns(present_net=C("present_benefit") - C("present_cost"), past=C("earned_minor").is_not_null())
        .set_sorted("project_id")
    )  # fmt: skip
    sofar, ev, at = C("planned_minor").cum_sum(), C("earned_minor").sum(), C("past").sum().cast(pl.Int64)
    passed = (sofar > ev).arg_max()

    def payback(name: str) -> pl.Expr:
        total = C(name).cum_sum()
        turn = MONTHS - (total < 0).reverse().arg_max().cast(pl.Int64)
        part = -total.get(turn - 1) * 1000 // C(name).get(turn, null_on_oob=True)
        return pl.when(total.min() >= 0).then(0).when(total.last() >= 0).then((turn - 1) * 1000 + part)

    sums = rows.group_by("project_id").agg(
        pv=sofar.get(at - 1), ev=ev, ac=C("actual_minor").sum(), bac=C("budget_at_completion_minor").last(), at=at,
        passed=passed.cast(pl.Int64), before=sofar.get(passed) - C("planned_minor").get(passed), next=C("planned_minor").get(passed),
        capex=C("capex").sum(), opex=C("opex").sum(), benefit=C("benefit").sum(), pc=C("present_cost").sum(), pb=C("present_benefit").sum(),
        payback=payback("net"), discounted=payback("present_net"),
    )  # fmt: skip

    def share(above: pl.Expr, below: pl.Expr, scale: int) -> pl.Expr:
        return ((above * scale * 2 + below) // (below * 2)).cast(pl.Int64)

    es = C("passed") * 1000 + share(C("ev") - C("before"), C("next"), 1000)
    cost = C("capex") + C("opex")
    return sums.select(
        "project_id", planned_minor="pv", earned_minor="ev", actual_minor="ac", budget_at_completion_minor="bac",
        cpi_milli=share(C("ev"), C("ac"), 1000), spi_milli=share(C("ev"), C("pv"), 1000),
        eac_cpi_minor=((C("bac").cast(pl.Int128) * C("ac") * 2 + C("ev")) // (C("ev") * 2)).cast(pl.Int64),
        eac_atypical_minor=C("ac") + C("bac") - C("ev"), es_milli_months=es, spi_t_milli=share(es, C("at") * 1000, 1000),
        npv_minor=C("pb") - C("pc"), capex_minor="capex", opex_minor="opex", benefit_minor="benefit",
        roi_bp=share(C("benefit") - cost, cost, 10_000), bcr_milli=share(C("pb"), C("pc"), 1000),
        payback_milli_periods="payback", discounted_payback_milli_periods="discounted",
    ).sort("project_id").collect(engine="streaming")  # fmt: skip


DUCKDB = """
WITH rows AS (
  SELECT r.*, benefit - capex - opex AS net,
    (capex::HUGEINT * factor + {half}) // {scale} + (opex::HUGEINT * factor + {half}) // {scale} AS pc, (benefit::HUGEINT * factor + {half}) // {scale} AS pb
  FROM read_parquet('{path}') r JOIN factors USING (period_index)
), phased AS (
  SELECT *, sum(planned_minor) OVER w AS sofar, sum(earned_minor) OVER (PARTITION BY project_id) AS ev,
    sum(net) OVER w AS nets, sum(pb - pc) OVER w AS presents
  FROM rows WINDOW w AS (PARTITION BY project_id ORDER BY period_index)
), sums AS (
  SELECT project_id, max(sofar) FILTER (earned_minor IS NOT NULL) AS pv, any_value(ev)::HUGEINT AS ev, sum(actual_minor)::HUGEINT AS ac, max(budget_at_completion_minor)::HUGEINT AS bac,
    count(earned_minor) AS elapsed, min(period_index) FILTER (sofar > ev) AS passed,
    arg_min(sofar - planned_minor, period_index) FILTER (sofar > ev) AS before, arg_min(planned_minor, period_index) FILTER (sofar > ev) AS next,
    sum(capex) AS capex, sum(opex) AS opex, sum(benefit) AS benefit, sum(pc) AS pc, sum(pb) AS pb,
    max(period_index) FILTER (nets < 0) AS low, arg_max(nets, period_index) FILTER (nets < 0) AS owed, arg_max(nets, period_index) AS final,
    max(period_index) FILTER (presents < 0) AS plow, arg_max(presents, period_index) FILTER (presents < 0) AS powed, arg_max(presents, period_index) AS pfinal
  FROM phased GROUP BY project_id
), turned AS (
  SELECT s.*, a.net AS turn_net, b.pb - b.pc AS turn_present
  FROM sums s LEFT JOIN rows a ON a.project_id = s.project_id AND a.period_index = s.low + 1 LEFT JOIN rows b ON b.project_id = s.project_id AND b.period_index = s.plow + 1
), scheduled AS (SELECT *, passed * 1000 + ((ev - before) * 2000 + next) // (next * 2) AS es FROM turned)
SELECT project_id, pv::BIGINT AS planned_minor, ev::BIGINT AS earned_minor, ac::BIGINT AS actual_minor, bac::BIGINT AS budget_at_completion_minor,
  ((ev * 2000 + ac) // (ac * 2))::BIGINT AS cpi_milli, ((ev * 2000 + pv) // (pv * 2))::BIGINT AS spi_milli, ((bac * ac * 2 + ev) // (ev * 2))::BIGINT AS eac_cpi_minor,
  (ac + bac - ev)::BIGINT AS eac_atypical_minor, es::BIGINT AS es_milli_months, ((es * 2 + elapsed) // (elapsed * 2))::BIGINT AS spi_t_milli, (pb - pc)::BIGINT AS npv_minor,
  capex::BIGINT AS capex_minor, opex::BIGINT AS opex_minor, benefit::BIGINT AS benefit_minor,
  (CASE WHEN benefit >= capex + opex THEN ((benefit - capex - opex) * 20000 + capex + opex) // ((capex + opex) * 2)
        ELSE -(((capex + opex - benefit) * 20000 + capex + opex - 1) // ((capex + opex) * 2)) END)::BIGINT AS roi_bp,
  ((pb * 2000 + pc) // (pc * 2))::BIGINT AS bcr_milli,
  (CASE WHEN low IS NULL THEN 0 WHEN final >= 0 THEN low * 1000 + -owed * 1000 // turn_net END)::BIGINT AS payback_milli_periods,
  (CASE WHEN plow IS NULL THEN 0 WHEN pfinal >= 0 THEN plow * 1000 + -powed * 1000 // turn_present END)::BIGINT AS discounted_payback_milli_periods
FROM scheduled ORDER BY project_id
"""


def by_duckdb(path: Path) -> pl.DataFrame:
    """The same in SQL, two threads."""
    import duckdb

    with duckdb.connect() as base:
        base.execute("SET threads = 2")
        factors = pl.DataFrame({"period_index": range(MONTHS), "factor": DISCOUNTING.factors(CALENDAR, MONTHS)})
        base.register("factors", factors.to_arrow())
        return pl.DataFrame(base.execute(DUCKDB.format(path=path, half=FACTOR_SCALE // 2, scale=FACTOR_SCALE)).to_arrow_table())


def by_pandas(path: Path) -> pl.DataFrame:
    """The same in pandas, arrays where it can be."""
    import pandas as pd

    frame = pd.read_parquet(path)
    factor = np.array(DISCOUNTING.factors(CALENDAR, MONTHS), dtype=np.int64)[frame["period_index"].to_numpy()]

    def present(name: str) -> np.ndarray:
        # 1e6 x 1e12 fits int64 here; larger amounts would need objects.
        return (frame[name].to_numpy() * factor + FACTOR_SCALE // 2) // FACTOR_SCALE

    frame["net"] = frame["benefit"] - frame["capex"] - frame["opex"]
    frame["pc"], frame["pb"] = present("capex") + present("opex"), present("benefit")
    frame["pnet"] = frame["pb"] - frame["pc"]
    groups = frame.groupby("project_id", sort=True)
    out = groups[["earned_minor", "actual_minor", "capex", "opex", "benefit", "pc", "pb"]].sum().astype("int64")
    out["bac"], out["at"] = groups["budget_at_completion_minor"].last(), groups["earned_minor"].count()
    frame["sofar"] = groups["planned_minor"].cumsum()
    past = frame[frame["earned_minor"].notna()]
    out["pv"] = past.groupby("project_id")["sofar"].last()
    beyond = frame[frame["sofar"] > out["earned_minor"].reindex(frame["project_id"]).to_numpy()].groupby("project_id").first()
    ev, ac, pv, bac = (out[name].to_numpy(dtype=object) for name in ("earned_minor", "actual_minor", "pv", "bac"))

    passed, begun = (
        beyond["period_index"].to_numpy(dtype=object),
        (beyond["sofar"] - beyond["planned_minor"]).to_numpy(dtype=object),
    )
    es = passed * 1000 + _share(ev - begun, beyond["planned_minor"].to_numpy(dtype=object), 1000)

    cost = (out["capex"] + out["opex"]).to_numpy(dtype=object)
    columns = {
        "project_id": out.index.to_list(), "planned_minor": pv, "earned_minor": ev, "actual_minor": ac, "budget_at_completion_minor": bac,
        "cpi_milli": _share(ev, ac, 1000), "spi_milli": _share(ev, pv, 1000), "eac_cpi_minor": _share(bac * ac, ev, 1), "eac_atypical_minor": ac + bac - ev,
        "es_milli_months": es, "spi_t_milli": _share(es, out["at"].to_numpy(dtype=object) * 1000, 1000), "npv_minor": out["pb"] - out["pc"],
        "capex_minor": out["capex"], "opex_minor": out["opex"], "benefit_minor": out["benefit"],
        "roi_bp": _share(out["benefit"].to_numpy(dtype=object) - cost, cost, 10_000), "bcr_milli": _share(out["pb"].to_numpy(dtype=object), out["pc"].to_numpy(dtype=object), 1000),
        "payback_milli_periods": _payback(frame, out.index, "net"), "discounted_payback_milli_periods": _payback(frame, out.index, "pnet"),
    }  # fmt: skip
    schema = {"project_id": pl.String, **dict.fromkeys((*EARNED, *WORTH), pl.Int64)}
    return pl.DataFrame({name: list(values) for name, values in columns.items()}, schema=schema)


def _share(above: np.ndarray, below: np.ndarray, scale: int) -> np.ndarray:
    """A quotient of Python integers, times `scale`, rounded to the nearest integer."""
    return (above * scale * 2 + below) // (below * 2)


def _payback(frame: Any, projects: Any, name: str) -> list[int | None]:
    """The time at which the running sum of a pandas column stops being negative, in thousandths of a period; None where it never
    does.
    """
    import pandas as pd

    total = frame.groupby("project_id", sort=True)[name].cumsum()
    below = (
        frame[total < 0]
        .assign(total=total[total < 0])
        .groupby("project_id")
        .agg({"period_index": "last", "total": "last"})
        .reindex(projects)
    )
    final = total.groupby(frame["project_id"]).last().reindex(projects)
    keys = pd.MultiIndex.from_arrays([projects, below["period_index"].fillna(-2).astype("int64") + 1])
    turn = frame.set_index(["project_id", "period_index"])[name].reindex(keys).to_numpy()
    rows = zip(below["period_index"], below["total"], final, turn, strict=True)
    return [
        0 if low != low else int(low) * 1000 + -int(owed) * 1000 // int(net) if end >= 0 else None for low, owed, end, net in rows
    ]


WAYS: dict[str, Callable[[Path], pl.DataFrame]] = {
    "cutline": by_cutline,
    "by hand": by_hand,
    "duckdb": by_duckdb,
    "pandas": by_pandas,
}


def run_once(way: str, path: Path) -> None:
    """One way in this process: seconds of the work alone, peak memory, and a digest of the figures."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = WAYS[way](path)
    seconds = time.perf_counter() - wall, time.process_time() - cpu
    ordered = found.select("project_id", *EARNED, *WORTH).sort("project_id")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "wall": seconds[0],
                "cpu": seconds[1],
                "megabytes": peak,
                "rows": ordered.height,
                "digest": str(ordered.hash_rows(1).sum()),
            }
        )
    )


def measure(way: str, path: Path) -> dict[str, object]:
    """`run_once` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.metrics", way, str(path)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return dict(json.loads(done.stdout))


def compare(path: Path, repeats: int) -> dict[str, float]:
    """Print every way's least seconds; wall seconds by way."""
    runs: dict[str, list[dict[str, object]]] = {way: [] for way in WAYS}
    for _ in range(repeats):
        for way in WAYS:
            runs[way].append(measure(way, path))
    best = {way: min(float(str(run["wall"])) for run in runs[way]) for way in WAYS}
    for way in WAYS:
        cpu, peak = min(float(str(run["cpu"])) for run in runs[way]), max(float(str(run["megabytes"])) for run in runs[way])
        same = "same figures" if runs[way][0]["digest"] == runs["cutline"][0]["digest"] else "OTHER FIGURES"
        print(
            f"  {way:<8} {best[way]:7.2f} s wall {cpu:7.2f} s cpu {peak:7,.0f} MB   {best['cutline'] / best[way]:5.2f} = cutline / {way}   {same}"
        )
    return best


def rates_of_return(projects: int) -> None:
    """Every IRR and MIRR of many projects, a third of whose flows change sign more than once."""
    rng = np.random.default_rng(3)
    ids, period = np.repeat(np.arange(projects), 40), np.tile(np.arange(40), projects)
    cost = np.where(period < 4, 100_000, np.where((period == 39) & (ids % 3 == 0), 30_000, 0))
    gain = np.where(period >= 4, rng.integers(1, 40_000, len(ids)), 0)
    flows = pl.LazyFrame({"project_id": ids, "period_index": period, "cost_minor": cost, "benefit_minor": gain})
    begun = time.perf_counter()
    found = returns(flows, Calendar("quarter", date(2027, 1, 1), 40), FinanceSection()).collect()
    print(
        f"rates of return of {projects:,} projects: {time.perf_counter() - begun:.1f} s, {dict(found['irr_flag'].value_counts().sort('irr_flag').iter_rows())}"
    )


def main() -> None:
    """Print the comparison at the full size and at a tenth of it."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    with tempfile.TemporaryDirectory() as place:
        taken = {}
        for size in (rows // 10, rows):
            path = Path(place) / f"{size}.parquet"
            write_rows(path, size)
            print(
                f"{size:,} rows, {size // MONTHS:,} projects, {path.stat().st_size / 1e6:,.0f} MB of Parquet; best of {REPEATS}"
            )
            taken[size] = compare(path, REPEATS)["cutline"]
        print(f"ten times the rows take {taken[rows] / taken[rows // 10]:.1f} times as long")
    rates_of_return(100_000)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        run_once(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
