"""The command line: what a person or a scheduler without a daemon runs. Exit codes: 0 done, 1 fault, 2 usage, 3 blocked by data, 4 no plan."""

import json
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import cyclopts
from cyclopts import Parameter

from cutline import __version__
from cutline.errors import CutlineError, DataBlocked, Finding, NoPlan, UsageError

if TYPE_CHECKING:
    from pipelines.night import Night

HELP = """Cutline turns a portfolio office's exports into a recommended, funded and staffed portfolio that anyone can re-check.

A portfolio is a folder: portfolio.toml says how to read the exports and what to optimise, exports/ is where files are dropped, published/
holds the newest good night. Start with:  cutline sample demo   then   cutline run demo

Exit codes: 0 done, 1 fault, 2 usage, 3 blocked by data, 4 no plan. The last published night is never lost.
"""
app = cyclopts.App(name="cutline", help=HELP, version=__version__, help_format="plaintext")
Folder = Annotated[Path, Parameter(help="portfolio folder, the one with portfolio.toml")]
Json = Annotated[bool, Parameter(name="--json", negative="", help="print one JSON object instead of text")]


@app.command
def run(folder: Folder = Path(), /, *, as_json: Json = False) -> None:
    """Run the whole night: read, check, plan, verify, explain, book, publish. No daemon needed."""
    from pipelines.console import show_findings, show_night
    from pipelines.night import run_job

    night = _told_without_plan(partial(run_job, "nightly", folder), as_json=as_json)
    if as_json:
        print(json.dumps({"certificate": night.certificate(), "seconds": night.seconds}, indent=2, ensure_ascii=False))
        return
    show_findings(night.findings)
    show_night(folder / "published", night.seconds)


def _told_without_plan(job: "Callable[[], Night]", *, as_json: bool) -> "Night":
    """What the job gives. Where there is no plan, the findings and the way out as one JSON object first, when that is asked for."""
    try:
        return job()
    except NoPlan as error:
        if as_json:
            findings = [vars(each) for each in error.findings]
            print(json.dumps({"planned": False, "findings": findings, "way_out": error.way_out}, indent=2, ensure_ascii=False))
        raise


@app.command
def check(folder: Folder = Path(), /, *, as_json: Json = False) -> None:
    """Read the exports and run every quality rule: what each finds, what is at stake, scores, exceptions. Plans nothing, publishes nothing.

    Exit code 3 when something blocks. Whether a finding changes the plan is told by a whole night: cutline run.
    """
    from pipelines.console import show_accounting, show_findings, show_scores, show_stakes
    from pipelines.night import run_job

    try:
        night = run_job("quality", folder)
    except DataBlocked as error:
        if as_json:
            print(
                json.dumps(
                    {"passed": False, "findings": [vars(each) for each in error.findings], "rules": getattr(error, "rules", [])},
                    indent=2,
                    default=str,
                )
            )
        raise
    if as_json:
        print(
            json.dumps(
                {
                    "passed": True,
                    "findings": [vars(each) for each in night.findings],
                    "rules": night.frame("gate").to_dicts(),
                    "rows": night.stakes().to_dicts(),
                    "scores": night.frame("quality_scores").to_dicts(),
                    "trend": night.frame("quality_trend").to_dicts(),
                    "exceptions": night.frame("quality_exceptions").to_dicts(),
                    "freshness": night.frame("field_freshness").drop("digest").to_dicts(),
                    "files": night.accounting(),
                },
                indent=2,
                default=str,
            )
        )
        return
    show_accounting(night.accounting())
    show_findings(night.findings)
    show_stakes(night.stakes(), night.settings())
    show_scores(night.frame("quality_scores"), night.frame("quality_exceptions"))
    print(f"\n{night.checks} rules checked, none blocks." if night.checks else "\nno rules were checked")


@app.command
def solve(
    folder: Folder = Path(),
    /,
    *,
    model: Annotated[Path | None, Parameter(help="also write the model, as .lp or .mps by the ending")] = None,
    as_json: Json = False,
) -> None:
    """Plan and verify from the exports as they are now. Publishes nothing."""
    from pipelines.console import show_plan
    from pipelines.night import run_job, write_model_of

    if model and model.suffix not in (".lp", ".mps"):
        raise UsageError(
            "a model is written as .lp or .mps", [Finding("--model", str(model), "a name ending in .lp or .mps", "rename it")]
        )
    if model and not model.absolute().parent.is_dir():
        raise UsageError(
            "the model has nowhere to go", [Finding("--model", str(model), "a folder that exists", "make the folder first")]
        )
    night = _told_without_plan(partial(run_job, "decision", folder), as_json=as_json)
    if model:
        write_model_of(night, model)
    if as_json:
        print(night.plan().to_json(), end="")
        return
    show_plan(night.plan(), night.settings())
    if model:
        print(f"model written to {model}")


@app.command
def verify(
    night: Annotated[Path, Parameter(help="a night under store/nights, or a portfolio folder for its published one")] = Path(),
    /,
    *,
    as_json: Json = False,
) -> None:
    """Check a published night again from its files alone: digests, every rule in integers, the ledger to the cent."""
    from assets.recheck import recheck

    place = night / "published" if (night / "published").exists() else night
    verdict, certificate = recheck(place)
    if as_json:
        print(json.dumps({"passed": True, "checks": verdict.checks, "night": certificate["run"]["night"]}, indent=2))
        return
    print(f"night {certificate['run']['night']}: {len(certificate['outputs'])} files as certified")
    for family, count in verdict.checks.items():
        print(f"  {family:<14}{count:>8,} checks, 0 violations")
    print(f"  {'ledger':<14}{certificate['ledger']['entries']:>8,} entries, ties to the cent")
    print("verified")


@app.command
def report(
    night: Annotated[Path, Parameter(help="a night under store/nights, or a portfolio folder for its published one")] = Path(),
    /,
    *,
    out: Annotated[Path, Parameter(help="folder for workbook.xlsx and page.html")] = Path("report"),
) -> None:
    """Write the workbook and the page of a night again, from its own files."""
    from assets.reports import render_again

    place = night / "published" if (night / "published").exists() else night
    files = render_again(place)
    _make_folder(out)
    for name, data in files.items():
        (out / name).write_bytes(data)
        print(f"written {out / name}")


@app.command
def trend(
    *folders: Annotated[
        Path, Parameter(help="one portfolio: its nights; several: the published night of each, as editions of one another")
    ],
    by_name: Annotated[bool, Parameter(negative="", help="several portfolios: match projects by name instead of id")] = False,
    out: Annotated[Path | None, Parameter(help="also write a page with the picture, such as trend.html")] = None,
    as_json: Json = False,
) -> None:
    """Show how ratings, cost and finish dates move from night to night, or from edition to edition."""
    from assets.editions import published_trend
    from cutline.reports.trend import render_trend
    from pipelines.console import show_trend

    frame, settings = published_trend(folders or (Path(),), by_name=by_name)
    if out and not out.absolute().parent.is_dir():
        raise UsageError(
            "the page has nowhere to go", [Finding("--out", str(out), "a folder that exists", "make the folder first")]
        )
    p = settings.portfolio
    if out:
        out.write_bytes(render_trend(frame, f"{p.name}: trend", p.currency, p.minor_digits))
    if as_json:
        print(json.dumps(frame.to_dicts(), indent=2, default=str))
        return
    show_trend(frame, settings)
    if out:
        print(f"written {out}")


@app.command
def init(folder: Annotated[Path, Parameter(help="new folder")], /) -> None:
    """Make a portfolio folder: a commented portfolio.toml and small example exports to replace with your own."""
    from cutline.samples.starter import write_starter

    _make_folder(folder)
    write_starter(folder)
    print(f"{folder} is ready.\n  1. cutline run {folder}        plans the three example projects\n"
          f"  2. replace the rows in {folder}/exports/ with your own, and run again\n"
          f"  3. portfolio.toml says how to read other layouts; docs/settings.md explains every key")  # fmt: skip


@app.command
def sample(
    folder: Annotated[Path, Parameter(help="new folder")],
    /,
    *,
    projects: Annotated[int, Parameter(help="number of projects, 5 to 5000")] = 120,
    seed: Annotated[int, Parameter(help="the same seed gives the same files")] = 7,
) -> None:
    """Make a realistic, deliberately messy synthetic portfolio."""
    from cutline.samples.sample import write_sample

    _make_folder(folder)
    write_sample(folder, projects, seed)
    files = sorted(path.name for path in (folder / "exports").iterdir())
    print(f"{folder}: {projects} projects in {len(files)} exports\n  " + "\n  ".join(files) + f"\nnext: cutline run {folder}")


@app.command
def inspect(
    file: Annotated[Path, Parameter(help="an export, of any kind that Cutline reads")],
    /,
    *,
    sheet: Annotated[str | None, Parameter(help="sheet of a workbook; left out, the first")] = None,
    name: Annotated[str | None, Parameter(help="name of the source; left out, from the file's")] = None,
    append_to: Annotated[Path | None, Parameter(help="portfolio folder: add the block to its portfolio.toml")] = None,
    as_json: Json = False,
) -> None:
    """Look at an export and propose how to read it: a [[sources]] block to edit and keep. What cannot be told is a question in it."""
    from cutline.sources.inspecting.proposing import questions_in
    from pipelines.arrivals import append_block, inspected, show_inspection

    inspection, block = inspected(file, sheet, name)
    if as_json:
        print(json.dumps({**asdict(inspection), "questions": questions_in(block), "block": block}, indent=2, ensure_ascii=False))
        return
    show_inspection(inspection, questions_in(block))
    if append_to:
        append_block(append_to, block)
        print(f'added to {append_to / "portfolio.toml"}: answer what is "?", then cutline check {append_to}')
    else:
        print(f"\n{block}")


@app.command
def quarantine(
    folder: Folder = Path(),
    /,
    *,
    source: Annotated[str | None, Parameter(help="only this source")] = None,
    released: Annotated[bool, Parameter(negative="", help="also what a corrected delivery has released")] = False,
    csv: Annotated[
        Path | None, Parameter(help="also write the list, with what was read of each row, to send to whoever can mend it")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the cells that were not understood, since when, and what to write instead. A corrected delivery releases them by itself."""
    from pipelines.arrivals import quarantined, show_quarantine

    cells = quarantined(folder, source, released=released)
    if csv and not csv.absolute().parent.is_dir():
        raise UsageError(
            "the list has nowhere to go", [Finding("--csv", str(csv), "a folder that exists", "make the folder first")]
        )
    if csv:
        cells.write_csv(csv)
    if as_json:
        print(json.dumps(cells.to_dicts(), indent=2, default=str, ensure_ascii=False))
        return
    show_quarantine(cells)
    if csv:
        print(f"written {csv}")


@app.command
def waiting(folder: Folder = Path(), /, *, as_json: Json = False) -> None:
    """List what lies in the drop zone and what has not arrived. Reads no row, changes nothing but the manifest."""
    from pipelines.arrivals import arrivals, show_arrivals

    files, late = arrivals(folder)
    if as_json:
        print(
            json.dumps(
                {"files": files.to_dicts(), "waiting_for": [vars(each) for each in late]},
                indent=2,
                default=str,
                ensure_ascii=False,
            )
        )
        return
    show_arrivals(files, late)


@app.command
def accept(folder: Folder = Path(), /, *, source: Annotated[tuple[str, ...], Parameter(help="only these sources")] = ()) -> None:
    """Accept the exports as they are now: columns that are new, gone or of another kind, row counts and totals that have moved."""
    from pipelines.arrivals import accept_shapes

    for line in accept_shapes(folder, source):
        print(line)


@app.command
def doctor(folder: Annotated[Path | None, Parameter(help="also look at this portfolio folder")] = None, /) -> None:
    """Say whether this machine can run a night, and what is missing."""
    from pipelines.doctor import examine

    findings = examine(folder)
    for name, problem in findings:
        print(f"{'ok  ' if problem is None else 'FAIL'} {name}" + (f"\n     {problem}" if problem else ""))
    if any(problem for _, problem in findings):
        raise SystemExit(1)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            "no folder can be made there", [Finding(str(folder), str(error), "a new or existing folder", "choose another place")]
        ) from None


def _not_built(name: str, what: str) -> Callable[..., None]:
    def refuse(*_: Annotated[str, Parameter(allow_leading_hyphen=True)]) -> None:
        raise UsageError(
            f"cutline {name} is not built yet", [Finding(f"cutline {name}", "a command of a later version", what, _INSTEAD[name])]
        )

    refuse.__doc__ = f"Not built yet: {what}."
    return refuse


_INSTEAD = {
    "explain": "the sheet 'Not selected' of published/workbook.xlsx has the reason for every project left out",
    "frontier": "change the amounts in funds and run cutline solve for each",
    "compare": "compare the csv/ folders of two nights under store/nights",
}
app.command(_not_built("explain", "the reason for one project at length"), name="explain")
app.command(_not_built("frontier", "value against budget"), name="frontier")
app.command(_not_built("compare", "two nights side by side, with causes"), name="compare")


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line and exit with its code."""
    try:
        app(arguments, exit_on_error=False, print_error=True)
    except CutlineError as error:
        print(f"cutline: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except cyclopts.CycloptsError:
        raise SystemExit(2) from None
    except BrokenPipeError:
        # The reader (head, less) has seen enough; what is left in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        print("cutline: stopped; the last published night is as it was", file=sys.stderr)
        raise SystemExit(1) from None
    except Exception:
        traceback.print_exc()
        print("cutline: a fault in Cutline, not in your data; the last published night is as it was", file=sys.stderr)
        raise SystemExit(1) from None
