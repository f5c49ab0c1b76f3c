"""Compares the nights of two checkouts, file by file: python -m benchmarks.same_nights record FOLDER, then compare FOLDER OTHER.

`record` publishes the nights of the sample, of the five examples and of fifty generated portfolios with the code of this
checkout. `compare` lists every file that differs between two such recordings. Run `record` once before a change that must not
alter results and once after it. The clock and the run differ between recordings, so the name of a night is masked, and the
certificate and the plan lose their times, versions and counts of nodes; the seal, which follows from the certificate, is left out.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import polars as pl

from cutline.publishing.digests import SEAL

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = {
    "uk_gmpp": "uk_gmpp_2021.csv",
    "uk_gmpp_2015": "uk_gmpp_2015.csv",
    "uk_gmpp_2018": "uk_gmpp_2018.csv",
    "canada_it_2019": "canada_it_2019.csv",
    "world_bank_2018": "world_bank_2018.xlsx",
}
RANDOM = 50
NIGHT = re.compile(rb"\d{8}T\d{6}-(?:[0-9a-f]{32}|[0-9a-f]{8})|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# The search of a bound runs in a process beside the plan, so the nodes that it counts depend on the clock.
OF_THE_RUN = {"run", "dagster_run_id", "night", "published_at", "versions", "outputs", "nodes", "cut_rounds"}


def portfolios(shared: Path) -> dict[str, list[str]]:
    """The name of every portfolio and how its folder is made: arguments of `cutline sample`, or an example and its file."""
    made = {"sample": ["--projects", "120", "--seed", "7"]}
    made |= {f"random-{i:02}": ["--projects", str(6 + i % 35), "--seed", str(1000 + i)] for i in range(RANDOM)}
    return made | {name: [str(shared / "portfolios" / file)] for name, file in EXAMPLES.items()}


def record(out: Path, shared: Path, workers: int, only: str) -> None:
    """Publish every night with this checkout and keep a copy of what was published in `out`, a folder for each portfolio."""
    out.mkdir(parents=True, exist_ok=True)
    jobs = {name: how for name, how in portfolios(shared).items() if re.fullmatch(only, name) and not (out / name).exists()}
    with ThreadPoolExecutor(workers) as pool:
        for line in pool.map(partial(_publish, out, jobs), jobs):
            print(line, flush=True)


def _publish(out: Path, jobs: dict[str, list[str]], name: str) -> str:
    folder = out / f".{name}"
    shutil.rmtree(folder, ignore_errors=True)
    if name in EXAMPLES:
        shutil.copytree(ROOT / "examples" / name, folder)
        (folder / "exports").mkdir()
        shutil.copy(jobs[name][0], folder / "exports")
    else:
        _cutline("sample", str(folder), *jobs[name])
    run = _cutline("run", str(folder))
    published = folder / "published"
    if published.exists():
        shutil.copytree(published.resolve(), out / name)
    else:
        (out / name).mkdir()
        (out / name / "refused.txt").write_text(re.sub(r"seconds:.*", "", run.stdout + run.stderr).replace(str(folder), ""))
    shutil.rmtree(folder)
    return f"{name}: exit {run.returncode}"


def _cutline(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "pipelines", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def compare(first: Path, second: Path) -> int:
    """Print each file of which the two recordings differ, and of a table the columns; return how many files do."""
    names = sorted({path.name for each in (first, second) for path in each.iterdir() if not path.name.startswith(".")})
    differing, same, columns = 0, 0, Counter[str]()
    for name in names:
        files = sorted(
            {
                str(p.relative_to(each / name))
                for each in (first, second)
                for p in (each / name).rglob("*")
                if p.is_file() and p.name != SEAL
            }
        )
        for file in files:
            one, two = first / name / file, second / name / file
            if not one.exists() or not two.exists():
                print(f"{name}/{file}: only in {'the first' if one.exists() else 'the second'}")
                differing += 1
            elif digest(one) == digest(two):
                same += 1
            else:
                differing += 1
                where = _columns(one, two)
                columns.update(f"{file}: {column}" for column in where)
                print(f"{name}/{file}: differs {', '.join(where)}")
    print(f"{len(names)} nights, {same} files equal, {differing} files differ")
    for column, count in columns.most_common():
        print(f"  {column}: in {count} nights")
    return differing


def digest(path: Path) -> str:
    """The hash of a file's content without what belongs to the run alone."""
    data = path.read_bytes()
    if path.name in ("certificate.json", "plan.json"):
        data = json.dumps(_without(json.loads(data)), sort_keys=True).encode()
    return hashlib.sha256(NIGHT.sub(b"NIGHT", data)).hexdigest()


def _without(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without(each) for key, each in value.items() if key not in OF_THE_RUN}
    return [_without(each) for each in value] if isinstance(value, list) else value


def _columns(one: Path, two: Path) -> list[str]:
    """Which columns of two Parquet tables differ; nothing for other kinds of file."""
    if one.suffix != ".parquet":
        return []
    a, b = pl.read_parquet(one), pl.read_parquet(two)
    if a.schema != b.schema or a.height != b.height:
        return ["schema or height"]
    return [column for column in a.columns if not a[column].equals(b[column])]


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    recorded = verbs.add_parser("record", help="publish the nights of this checkout")
    recorded.add_argument("folder", type=Path)
    recorded.add_argument(
        "--shared", type=Path, default=ROOT.parent / "shared" / "data", help="where the published portfolios lie"
    )
    recorded.add_argument("--workers", type=int, default=2)
    recorded.add_argument("--only", default=".*", help="a regular expression for names of portfolios")
    compared = verbs.add_parser("compare", help="list the files of which two recordings differ")
    compared.add_argument("first", type=Path)
    compared.add_argument("second", type=Path)
    given = parser.parse_args()
    if given.verb == "record":
        record(given.folder, given.shared, given.workers, given.only)
    else:
        sys.exit(1 if compare(given.first, given.second) else 0)


if __name__ == "__main__":
    main()
