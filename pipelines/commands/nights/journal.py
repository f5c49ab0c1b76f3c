"""`cutline journal`: the ledger of a night as a file that a finance system reads."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cutline.errors import Finding, UsageError
from pipelines.commands.arguments import Json, NightFolder, check_place_of, night_in
from pipelines.commands.json_answer import print_json

SinceOption = Annotated[Path | None, Parameter(help="the night that is booked already: book the difference only")]
LayoutOption = Annotated[
    str, Parameter(help="plain, oracle, sap, dynamics365 or netsuite, or a file with a layout of your own (.toml)")
]
OutOption = Annotated[Path | None, Parameter(help="the file to write, such as journal.csv")]
ShowOption = Annotated[str, Parameter(help="only print a layout of Cutline, to make your own of it")]


def journal(
    night: NightFolder = Path(),
    /,
    *,
    out: OutOption = None,
    since: SinceOption = None,
    layout: LayoutOption = "plain",
    show_layout: ShowOption = "",
    as_json: Json = False,
) -> None:
    """Write the ledger of a night as a journal that a finance system loads. The night is verified first. An allocation is booked as a
    budget or an encumbrance, never as an actual.

    With --since, only the difference between two nights is booked. Each line has a key that is the same whenever the same journal is
    written, so that a system which refuses a key for the second time books it once.
    """
    from cutline.journals.layout import layout_text

    if show_layout:
        print(layout_text(show_layout), end="")
        return
    if out is None:
        raise UsageError(
            "a journal has nowhere to go", [Finding("--out", "nothing", "the file to write", "add --out journal.csv")]
        )
    check_place_of(out, "--out", "the journal")
    told = _write(night_in(night), out, None if since is None else night_in(since), layout)
    if as_json:
        print_json(told)
        return
    print(f"written {out}: {told['lines']} lines in {told['documents']} document(s), {told['debits']} debits and as many credits")
    print(f"books {told['night']}" + (f", less what {told['since']} booked" if told["since"] else "") + f", as a {told['books']}")
    if not told["lines"]:
        print("nothing differs, so there is nothing to book")


def _write(night: Path, out: Path, since: Path | None, layout: str) -> dict[str, object]:
    import polars as pl

    from assets.published_nights.recheck import recheck
    from cutline.journals.booking_lines import booking_lines
    from cutline.journals.layout import load_layout
    from cutline.journals.writing import amount_in, documents, journal_text
    from cutline.publishing.digests import night_name
    from cutline.settings.loading import load_settings
    from cutline.sources.deliveries.whole_files import write_whole

    form = load_layout(layout)
    name, settings = night_name(recheck(night)[1]), load_settings(night / "portfolio.toml")
    before = None
    if since is not None:
        other = load_settings(since / "portfolio.toml").portfolio
        if (other.currency, other.minor_digits) != (settings.portfolio.currency, settings.portfolio.minor_digits):
            found = Finding(str(since), f"amounts in {other.currency}", f"amounts in {settings.portfolio.currency}", "name a night with the same currency")  # fmt: skip
            raise UsageError("the two nights do not book the same currency", [found])
        before = pl.read_parquet(since / "parquet" / "ledger.parquet"), night_name(recheck(since)[1])
    lines = booking_lines(pl.read_parquet(night / "parquet" / "ledger.parquet"), name, before)
    text = journal_text(lines, form, settings, night=name, since=before[1] if before else "", today=datetime.now(UTC).date())
    write_whole(out, text.encode("utf-8"))
    debits = amount_in(form, sum(line.amount for line in lines if line.amount > 0), settings.portfolio.minor_digits)
    return {
        "file": str(out), "lines": len(lines), "documents": sum(1 for _ in documents(lines, form)), "debits": f"{debits} {settings.portfolio.currency}",
        "night": name, "since": before[1] if before else None, "books": form.books,
    }  # fmt: skip
