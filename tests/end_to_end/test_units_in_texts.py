"""No figure without its unit, and none formatted by guess: in every text of a night, for money of 0, 2 and 3 decimals and for points.

The published night of the sample is written again with other settings: the numbers stay, and every writer has to say what they
count.
"""

import html
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import openpyxl
import polars as pl
import pytest

from assets.published_nights.rendering import headline_of
from cutline.choices.options.choices import CHOICE_NAMES, choices_from
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.contracts.units import WORTH_COLUMNS
from cutline.ledger.frames import allocation_frame, bought_frame, chosen_frame, gained_frame, moved_frame
from cutline.ledger.stage_gates import split_at_gates
from cutline.reports.amounts import amount_text, money_text
from cutline.reports.headline.headline import Headline
from cutline.reports.page import render_page
from cutline.reports.tables.published_table import NightResults
from cutline.reports.tables.published_tables import build_published_tables
from cutline.reports.workbook import render_workbook
from cutline.settings.all_settings import Settings
from data_quality.effects.decided_data import DecidedData
from data_quality.effects.finding_effects import Writers, effects
from data_quality.gate.judging import run_gate
from data_quality.rule_model.night import Arrivals
from data_quality.rule_model.night import Night as GateNight
from optimizer.verifier.verdict import Verdict
from pipelines.commands.nights.check_tables import show_stakes
from pipelines.commands.nights.night_summary import show_plan
from pipelines.night import Night
from tests.end_to_end.numbers_in_texts import foreign_money, unexplained

OTHERWISE = {"yen": ("JPY", 0, "value"), "dinar": ("KWD", 3, "value"), "points": ("EUR", 2, "score")}
# The columns of the published tables that hold sentences.
SENTENCES = ("text", "reason", "detail", "summary", "samples", "fix", "because", "relief", "projects", "blocking", "required", "exceeds", "found",
             "evidence", "unknown_because", "verdict")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("worth KWD 12.345, short of KWD 1,234.567 in FY2027-Q1", 0),
        ("worth KWD 12.3m, 14.5 % of 3 projects, row 7 of f_2.csv, CPI 0.95, 2 of 5 candidates, on 2027-03-01", 0),
        ("worth KWD 12.34", 1),  # two decimals where there are three
        ("worth 12345", 1),
        ("worth 12.3", 1),
        ("the plan gives 123,456,789 to it", 1),
        ("123,456,789 cents are left", 1),  # no count is as large
        ("0.870 is below the limit", 1),
        ("12 of 40", 2),  # of what?
        ("found '12,x' in the cell", 0),
    ],
)
def test_a_number_that_does_not_say_what_it_counts_is_found(text, faults):
    """The reader of the texts below, by hand."""
    assert len(unexplained(text, [], "KWD", 3)) == faults


@dataclass(frozen=True)
class Written:
    """A night that was written with other settings."""

    settings: Settings
    frames: Mapping[str, pl.DataFrame]
    head: Headline
    night: Night


def with_money(settings: Settings, currency: str, digits: int, objective: str) -> Settings:
    sections = {
        "portfolio": settings.portfolio.model_copy(update={"currency": currency, "minor_digits": digits}),
        "planning": settings.planning.model_copy(update={"objective": objective}),
    }
    return settings.model_copy(update=sections)


def in_currency(frame: pl.DataFrame, own: str, other: str) -> pl.DataFrame:
    """`frame` with the currency `other` wherever it names `own`."""
    named = [name for name in ("currency", "from_currency", "to_currency") if name in frame.columns]
    return frame.with_columns(pl.col(name).replace(own, other) for name in named)


@pytest.fixture(scope="module", params=OTHERWISE)
def written(request, sample_night) -> Written:
    settings, frame, plan = (
        with_money(sample_night.settings(), *OTHERWISE[request.param]),
        sample_night.frame,
        sample_night.plan(),
    )
    own = sample_night.settings().portfolio.currency
    tables = {name: in_currency(frame(f"core_{name}"), own, settings.portfolio.currency) for name in EXPORTED}
    choices, chosen = {name: frame(f"problem_{name}") for name in CHOICE_NAMES}, chosen_frame(plan.chosen)
    arrivals = {name: frame(f"report_{name}") for name in ("deliveries", "kept_aside", "look_alikes")}
    arrivals |= {
        name: frame(name)
        for name in ("quality_scores", "quality_trend", "quality_exceptions", "field_freshness", "emptied_cells")
    }
    report, found = run_gate(GateNight(
        tables, frame("quarantine"), frame("row_accounting"), choices_from(choices), settings,
        Arrivals(arrivals["deliveries"], frame("export_shapes").clear(), arrivals["emptied_cells"], arrivals["look_alikes"]), date(2027, 3, 1),
    ))  # fmt: skip
    writers = Writers(partial(money_text, settings=settings), partial(amount_text, settings=settings))
    arrivals["findings"] = effects(found, DecidedData(tables, frame("quarantine"), {}, settings), None, 0, writers)
    measures = {
        name.removeprefix("metrics_").removesuffix(".parquet") for name in sample_night.kept if name.startswith("metrics_")
    }
    results = NightResults(
        tables, choices, chosen, frame("plan_reasons"), frame("plan_cards"), split_at_gates(allocation_frame(plan.allocations), chosen, tables, settings),
        {name: frame(f"metrics_{name}") for name in measures}, report.frame(), frame("quarantine"), frame("row_accounting"), arrivals,
        bought_frame(plan.bought), moved_frame(plan.moved), gained_frame(plan.gained), frame("plan_frontier"),
    )  # fmt: skip
    frames = build_published_tables(results, settings)
    return Written(settings, frames, headline_of(frames, settings, plan, Verdict({"rules": 1}, ())), sample_night)


@pytest.fixture
def ids(written) -> set[str]:
    """Every name of the night that may hold digits: ids, names, files, settings."""
    named = (
        "project_id",
        "name",
        "fund_id",
        "role_id",
        "risk_id",
        "source_file",
        "rule_id",
        "next_gate",
        "passed_gate",
        "mode_id",
        "skill",
        "unit",
    )
    found = {
        value
        for frame in (*written.frames.values(), *(written.night.frame(f"core_{name}") for name in EXPORTED))
        for column in named
        if column in frame.columns
        for value in frame[column].drop_nulls().cast(pl.String).unique()
    }
    return {each for each in found if re.search(r"\d", each)}


def faults(texts: Iterator[tuple[str, str]], ids: set[str], settings: Settings) -> list[str]:
    p = settings.portfolio
    return [
        f"{where}: {each}"
        for where, text in texts
        for each in (*unexplained(text, ids, p.currency, p.minor_digits), *foreign_money(text, p.currency))
    ]


def test_the_headline_says_what_every_number_counts(written, ids):
    """The same lines stand on the summary sheet, on the page and in the terminal."""
    assert faults(iter(written.head.lines), ids, written.settings) == []


def test_the_sentences_of_the_tables_say_what_every_number_counts(written, ids):
    """Reasons, findings, gates, reliefs, limits."""
    texts = (
        (f"{name}.{column}", text)
        for name, frame in written.frames.items()
        for column in SENTENCES
        if column in frame.columns and frame.schema[column] == pl.String and (name, column) not in RAW
        for text in frame[column].drop_nulls().unique()
    )
    assert faults(texts, ids, written.settings) == []


# What stands in a file, and what the expectation of a column is, cell by cell: the column of the entry says what they are.
RAW = {("quarantine", "found"), ("quarantine", "expected"), ("findings", "found")}


def test_the_page_says_what_every_number_counts(written, ids):
    """A cell of a table has its unit in itself or in the head of its column."""
    page = render_page(written.frames, written.head).decode("utf-8")
    body = re.sub(r"<(style|svg|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    texts = ((f"page, under {head!r}", text) for head, text in cells_of(body) if head not in COUNTED | RATIOS)
    assert faults(texts, ids, written.settings) == []


# Heads of columns that name what is counted, or an index that has no unit.
COUNTED = {
    "Projects",
    "Rows",
    "Rows or rules",
    "Bad",
    "Days left",
    "Covers",
    "Days old",
    "Row",
    "Read",
    "Accepted",
    "Quarantined",
    "Superseded",
}
RATIOS = {"CPI", "SPI", "SPI(t)"}


def cells_of(body: str) -> Iterator[tuple[str, str]]:
    """The head of the column and the text of each cell that is not a plain count, and every other text of the page."""
    for table in re.findall(r"<table.*?</table>", body, flags=re.DOTALL):
        heads = [
            html.unescape(re.sub(r"<[^>]+>", "", each)) for each in re.findall(r"<th[^>]*>(.*?)</th>", table, flags=re.DOTALL)
        ]
        for row in re.findall(r"<tr.*?</tr>", table, flags=re.DOTALL):
            cells = [
                html.unescape(re.sub(r"<[^>]+>", " ", each)).strip()
                for each in re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.DOTALL)
            ]
            yield from zip(heads or [""] * len(cells), cells, strict=False)
    outside = re.sub(r"<table.*?</table>", " ", body, flags=re.DOTALL)
    for text in re.split(
        r"</?(?:p|h\d|div|li|dt|dd|section|body|html|head|title|ul|dl|header|footer|main|summary|details)\b[^>]*>", outside
    ):
        yield "", html.unescape(re.sub(r"<[^>]+>", " ", text)).strip()


def test_the_workbook_writes_no_number_without_its_unit(written, ids):
    """A number is money, points, a share, people, a date, or a whole number under a header that names what is counted."""
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(written.frames, written.head)))
    p = written.settings.portfolio
    wrong = []
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                    wrong += [f"{page.title} {cell.coordinate}"] if cell.number_format == "General" else []
                    is_money = any(sign in cell.number_format for sign in ("€", "£", "$", "¥", "JPY", "KWD"))
                    decimals = re.search(r"#,##0\.?(0*)", cell.number_format)
                    wrong += (
                        [f"{page.title} {cell.coordinate} decimals"] if is_money and len(decimals[1]) != p.minor_digits else []
                    )
    assert wrong == []
    sheets = ("Summary", "Selected", "Not selected", "Over-allocation", "Health", "Limits exceeded", "Stage gates")
    texts = (
        (f"{name} {cell.coordinate}", cell.value)
        for name in sheets
        if name in book.sheetnames
        for row in book[name].iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    )
    assert faults(texts, ids, written.settings) == []


def test_the_terminal_says_what_every_number_counts(written, ids, capsys):
    """The stages of the plan; what is at stake is an amount of money in the first column."""
    show_plan(written.night.plan(), written.settings)
    texts = [("solve", line) for line in capsys.readouterr().out.splitlines()]
    show_stakes(written.frames["findings"], written.settings)
    lines = [re.split(r"  +", line)[0] for line in capsys.readouterr().out.splitlines()]
    title = lines.index("at stake")
    texts += [("check, at stake", cell) for cell in lines[title:]]
    assert faults(iter(texts), ids, written.settings) == []


def test_an_amount_of_the_objective_is_points_where_the_objective_is_a_score(written):
    """And money where it is not: in the headline, in the reasons and on the page."""
    is_score = written.settings.planning.objective == "score"
    wanted, other = ("points", "money") if is_score else ("money", "points")
    patterns = {"points": r"-?[\d,]+\.\d points", "money": r"-?(?:€|¥|KWD )[\d,.]+"}
    lines = dict(written.head.lines)
    worth = [lines["Recommendation"], *written.frames["not_selected"].drop_nulls("best_value")["reason"]]
    assert [text for text in worth if not re.search(f"worth {patterns[wanted]}|Worth {patterns[wanted]}", text)] == []
    assert [text for text in worth if re.search(f"orth (?:by itself )?{patterns[other]}", text)] == []
    page = render_page(written.frames, written.head).decode("utf-8")
    cells = [text for head, text in cells_of(page) if head in ("Value", "Own value", "Price") and re.search(r"\d", text)]
    assert cells
    assert [text for text in cells if re.search(patterns[other], text) or not re.search(patterns[wanted], text)] == []


def test_a_table_with_an_amount_of_the_objective_says_what_one_of_it_counts(written):
    """A thousandth of a point, or a minor unit of the currency with its decimals."""
    expected = {"JPY": "1 JPY", "KWD": "0.001 KWD", "EUR": "0.001 points"}[written.settings.portfolio.currency]
    told = {
        name: frame["value_unit"].unique().to_list() for name, frame in written.frames.items() if "value_unit" in frame.columns
    }
    assert set(told) == {name for name, frame in written.frames.items() if set(WORTH_COLUMNS) & set(frame.columns)}
    assert {"selected", "not_selected", "displacements", "theme_shares", "synergies"} <= set(told)
    assert [units for units in told.values() if units not in ([expected], [])] == []
