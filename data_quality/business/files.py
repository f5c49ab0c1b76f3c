"""Rules about what arrived: files, columns, unreadable cells, and exceptions of portfolio.toml that have expired."""

from collections.abc import Callable
from datetime import date

import polars as pl

from cutline.contracts.statuses import is_candidate
from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.contracts.units import SHARE_SCALE
from cutline.errors import Finding
from cutline.reports.flat import looks_like_formula
from cutline.samples.example_rows import has_own_rows, is_example_row
from cutline.samples.starter_folder import EXAMPLES
from cutline.sources.deliveries.waiting import missing_deliveries
from cutline.sources.remedies.cell_remedies import MEND
from cutline.sources.typed_rows.quarantine import BY_RULE
from data_quality.rule_model.bad_cells import commonest_bad_cells
from data_quality.rule_model.exceptions import is_in_force
from data_quality.rule_model.night import Night
from data_quality.rule_model.objections import as_objections, objections_in_words, objections_to_groups, objections_to_rows
from data_quality.rule_model.owners import DATA, OFFICE
from data_quality.rule_model.results import SAMPLES
from data_quality.rule_model.rule import Rule, policy_of

NOT_USED = {
    "decisions": ("frozen_until",),
}
NOT_USED_DEPENDENCIES = ("shared_cost",)

# The tables whose rows decide on the cost, the value, the people or the remaining cost of one project.
OF_PROJECTS = ("modes", "cost_lines", "benefits", "demand", "evm", "actuals")


def quarantined_cell_place() -> pl.Expr:
    """The place of a cell that was not understood: its file, and its address in the file or else its row."""
    cell = pl.format("cell {}", "cell")
    spot = pl.when(pl.col("cell").fill_null("") != "").then(cell).otherwise(pl.format("row {}", "source_row"))
    return pl.format("{} {}", "source_file", spot).alias("where")


def _cell_in_words() -> pl.Expr:
    cell = pl.format("{} is '{}', expected {}", pl.col("column"), pl.col("found"), pl.col("expected"))
    remedy = pl.when(pl.col("remedy").fill_null(MEND) != MEND).then(pl.format("; {}", "remedy")).otherwise(pl.lit(""))
    cell = pl.concat_str(cell, remedy)
    return pl.when(pl.col("action").eq_missing(BY_RULE)).then("found").otherwise(cell).alias("found")


def _objections_to_cells(quarantine: pl.DataFrame) -> pl.DataFrame:
    return as_objections(quarantine.with_columns(quarantined_cell_place(), _cell_in_words()))


def _refused_rows(night: Night) -> pl.DataFrame:
    return _objections_to_cells(cells_that_stop_the_night(night))


def cells_that_stop_the_night(night: Night) -> pl.DataFrame:
    """The rows of the quarantine that reading refused, in tables or sources of which no row may be lost."""
    strict = [name for name in EXPORTED if TABLES[name].bad_row == "refuse"]
    policy = {source.name: source.on_bad_row for source in night.settings.sources}
    chosen = pl.col("source_system").replace_strict(policy, default="contract", return_dtype=pl.String)
    # The policy `null` empties the bad cell; a row that is bad even with emptied cells is judged by the policy of its
    # table.
    refused = (chosen == "refuse") | (chosen.is_in(["contract", "null"]) & pl.col("table").is_in(strict))
    # A row that a rule has set aside was set aside because portfolio.toml says so, and does not stop the night.
    return night.quarantine.filter(refused & pl.col("action").ne_missing(BY_RULE))


def cells_of_strict_tables(quarantine: pl.DataFrame) -> list[Finding]:
    """Findings for cells that could not be read in tables whose bad rows stop the night: for the first SAMPLES such cells of
    all these tables together. They serve a message about a night that stops before the rules are judged.
    """
    strict = [name for name in EXPORTED if TABLES[name].bad_row == "refuse"]
    cells = quarantine.filter(pl.col("table").is_in(strict) & pl.col("action").ne_missing(BY_RULE)).head(SAMPLES)
    told = cells.with_columns(quarantined_cell_place(), is_=pl.format("{} is '{}'", "column", "found")).select(
        "where", "table", "is_", "expected", pl.col("remedy").fill_null(MEND)
    )
    return [
        Finding(f"{where}, table {table}", is_, expected, f"{remedy}; its row is not used")
        for where, table, is_, expected, remedy in told.iter_rows()
    ]


def _quarantine_share(night: Night) -> pl.DataFrame:
    limit = night.settings.quality.max_quarantine_share_bp
    shares = night.accounting.group_by("table", maintain_order=True).agg(pl.col("accepted", "quarantined").sum())
    over = shares.filter(pl.col("quarantined") * SHARE_SCALE > limit * (pl.col("accepted") + pl.col("quarantined")))
    first = (
        night.quarantine.group_by("table", maintain_order=True)
        .first()
        .select("table", quarantined_cell_place(), first=_cell_in_words())
    )
    most = {table: commonest_bad_cells(night.quarantine, table) for table in over["table"]}
    over = over.with_columns(most=pl.col("table").replace_strict(most, default="", return_dtype=pl.String))
    share = pl.format("{} of {} rows in quarantine", "quarantined", pl.col("accepted") + pl.col("quarantined"))
    return objections_to_groups(
        over.join(first, on="table", how="left", maintain_order="left"),
        pl.col("table"),
        pl.format(
            "{}; {}the first: {}: {}",
            share,
            pl.when(pl.col("most") != "").then(pl.format("{}; ", "most")).otherwise(pl.lit("")),
            "where",
            "first",
        ),
    )


def _set_aside_by_reading(night: Night) -> pl.DataFrame:
    """The rows that reading set aside. A row that a rule has set aside is a finding of that rule instead."""
    return _objections_to_cells(night.quarantine.filter(pl.col("action").ne_missing(BY_RULE)))


def _rules_about_rows_of_no_project() -> list[Rule]:
    return [
        Rule(
            f"{name}_rows_name_their_project", name, "block", DATA, "the project of every row can be told: a row whose project is empty or unreadable may belong to any project of its file",
            "fill in the project at its source; if the export writes it once for several rows, declare it in the mapping: project_id = { from = '...', fill_down = true }",
            find_rows_of_no_project(name), is_about_rows=True,
        )
        for name in OF_PROJECTS
    ]  # fmt: skip


def find_rows_of_no_project(name: str) -> Callable[[Night], pl.DataFrame]:
    """A rule's `find`: it objects to the rows of table `name` whose project cannot be told.

    If the settings do not let the rule stop the night, the rule also objects to every other row of a file in which it found
    such a row. The row without a project may belong to the project of that other row, so no sum over that project's rows in
    the file is certain.
    """

    def find(night: Night) -> pl.DataFrame:
        read = (pl.col("table") == name) & pl.col("action").ne_missing(BY_RULE)
        lost = night.quarantine.filter(read & (pl.col("project_id").is_null() | (pl.col("column") == "project_id")))
        own, general = policy_of(f"{name}_rows_name_their_project", night.settings), night.settings.quality.on_violation
        # The record of a row in quarantine counts the rows of the raw table, and no row of the typed table.
        told = _objections_to_cells(lost.with_columns(record=pl.lit(None, pl.Int64), project_id=pl.lit(None, pl.String)))
        if lost.is_empty() or (own or general) == "stop":
            return told
        file = ["source_system", "source_file"]
        first = lost.group_by(file, maintain_order=True).agg(first=pl.col("source_row").first())
        others = night.tables[name].join(first, on=file, how="inner", maintain_order="left")
        found = pl.format("row {} of its file names no project that can be told, and may belong to this one", "first")
        return pl.concat([told, objections_to_rows(others, found, "project_id")])

    return find


def _dashes(night: Night, *, is_shown_by_totals: bool) -> pl.DataFrame:
    """The columns whose dashes are read as unknown because nobody has declared what they mean, and how many candidates
    that keeps out. is_shown_by_totals: totals in the file show that the dashes are zero.
    """
    dashes = night.arrivals.dashes.filter((pl.col("totals") != "") == is_shown_by_totals)
    candidates = night.tables["projects"].filter(is_candidate(night.settings.planning.candidate_status))["project_id"]
    found = []
    for (table, column, system, file), rows in dashes.group_by(
        "table", "column", "source_system", "source_file", maintain_order=True
    ):
        name, told = (
            str(table),
            f"{rows['dashes'].sum():,} of {rows['cells'][0]:,} filled cells of {TABLES[str(table)].column(str(column)).plain} are a dash, read as unknown",
        )
        lines = night.tables[name].filter(pl.col(str(column)).is_null())
        if "project_id" in lines.columns:
            unknown = lines.join(rows, on=["source_system", "source_file", "source_row"], how="semi")["project_id"]
            told += f"; they keep {unknown.unique().is_in(candidates.implode()).sum():,} of {len(candidates):,} candidates out"
        found.append((f"{file} (source {system}, table {table})", f"{told}; {rows['totals'][0]}" if is_shown_by_totals else told))
    return objections_in_words(found)


def _examples_beside_own_rows(night: Night) -> pl.DataFrame:
    """The files with example rows of `cutline init`, if the portfolio has rows of its own as well."""
    digits = night.settings.portfolio.minor_digits
    if not has_own_rows(night.tables, digits):
        return objections_in_words([])
    place = ["source_system", "source_file"]
    hit = pl.concat([
        night.tables[name].filter(is_example_row(name, digits)).group_by(place, maintain_order=True).len() for name in EXAMPLES
    ])  # fmt: skip
    return objections_to_groups(
        hit,
        pl.format("{} (source {})", "source_file", "source_system"),
        pl.format("{} row(s) of the examples that cutline init writes", "len"),
    )


def _files_nobody_reads(night: Night) -> pl.DataFrame:
    return objections_in_words([(f"exports/{name}", "read by no source") for name in night.arrivals.unread])


def _not_arrived(night: Night) -> pl.DataFrame:
    day = night.settings.portfolio.as_of or night.accounting["as_of_date"].max()
    late = missing_deliveries(night.settings, night.arrivals.deliveries, day if isinstance(day, date) else None)
    return objections_in_words([(each.where, each.found) for each in late])


def _sent_again(night: Night) -> pl.DataFrame:
    same = night.arrivals.deliveries.filter(pl.col("status") == "same")
    return objections_to_groups(same, pl.format("{} (source {})", "source_file", "source_system"), pl.col("reason"))


def _columns_changed(night: Night) -> pl.DataFrame:
    changed = night.arrivals.drift.filter(pl.col("change") != "new")
    hint = pl.when(pl.col("suggestion") != "").then(pl.format("; was it renamed to '{}'?", "suggestion")).otherwise(pl.lit(""))
    return objections_to_groups(changed, _column_place(), pl.format("was {}, now {}{}", "before", "now", hint))


def _columns_new(night: Night) -> pl.DataFrame:
    return objections_to_groups(night.arrivals.drift.filter(pl.col("change") == "new"), _column_place(), pl.col("now")).unique(
        maintain_order=True
    )


def _column_place() -> pl.Expr:
    return pl.format("column '{}' (source {})", "header", "source_system")


def _formula_text(night: Night) -> pl.DataFrame:
    found = []
    for name in EXPORTED:
        for column in TABLES[name].columns:
            if column.kind == "text":
                rows = night.tables[name].filter(looks_like_formula(pl.col(column.name)))
                found.append(
                    objections_to_rows(rows, pl.format("{} is '{}'", pl.lit(column.name), column.name), column.name, name)
                )
    return pl.concat(found)


def _read_not_used(night: Night) -> pl.DataFrame:
    found = []
    for name, columns in NOT_USED.items():
        for column in columns:
            rows = night.tables[name].filter(pl.col(column).is_not_null())
            found.append(objections_to_rows(rows, pl.format("{} is stated", pl.lit(column)), column, name))
    edges = night.tables["dependencies"].filter(pl.col("type").is_in(NOT_USED_DEPENDENCIES))
    return pl.concat([*found, objections_to_rows(edges, pl.format("type {}", "type"), "type", "dependencies")])


def _exceptions_without_effect(night: Night) -> pl.DataFrame:
    gone = [each for each in night.settings.quality.exceptions if not is_in_force(each, night.day)]
    known = {*night.tables["projects"]["project_id"], *night.quarantine["project_id"].drop_nulls()}
    lost = [each for each in night.settings.quality.exceptions if each.project is not None and each.project not in known]
    nobody = [(f"exception of {each.rule}", f"no project is called {each.project}") for each in lost]
    past = [(f"exception of {each.rule}" + (f", project {each.project}" if each.project else ""),
             f"expired on {each.expires}; approved by {each.approved_by}: {each.reason}") for each in gone]  # fmt: skip
    return objections_in_words([*nobody, *past])


DASHES_FIX = (
    "if it is zero, write values = { '-' = '0' } in the mapping of the column; if it is unknown, list null_words in the source"
)
RULES = (
    Rule("bad_rows_refused", "quarantine", "block", DATA, "a table or source that refuses bad rows has none",
         "mend the row at its source and re-send the file", _refused_rows, is_relaxable=False),
    Rule("quarantine_share", "quarantine", "block", DATA, "few rows are bad; many bad rows usually mean that the source declares too little and not that the data are bad",
         "say in the source what the texts mean: words by values or locale, dates by date_formats, figures by unit, decimal and thousands; mend data that are wrong; the limit is quality.max_quarantine_share_bp", _quarantine_share),
    Rule("bad_rows_set_aside", "quarantine", "warn", DATA, "no row is bad; the project of a bad row is set aside until the row is mended",
         "mend the row at its source and re-send the file", _set_aside_by_reading),
    *_rules_about_rows_of_no_project(),
    Rule("required_rows_are_readable", "quarantine", "block", DATA, "every row of a project that is, or may be, required can be read",
         "mend the row at its source and re-send the file", lambda night: _objections_to_cells(night.quarantine.filter(pl.col("may_be_required"))), is_relaxable=False),
    Rule("examples_stand_alone", "all tables", "block", OFFICE, "the example rows of cutline init take no part in a night that has other rows",
         "take the blocks of these sources out of portfolio.toml (cutline inspect FILE --append-to does), or replace the rows of these files", _examples_beside_own_rows),
    Rule("files_are_read", "all tables", "warn", DATA, "every file in the drop zone is read by a source",
         "add a [[sources]] block for it, mend a pattern, or take the file away", _files_nobody_reads),
    Rule("sources_have_arrived", "all tables", "warn", DATA, "the newest export of every source is here, whole and recent",
         "ask the owner of the system; the night went on with what has arrived", _not_arrived),
    Rule("files_are_new", "all tables", "warn", DATA, "no file has the content of another; a system that sends the same content again may have stopped",
         "look at the job that sends the file; its content was used once", _sent_again),
    Rule("columns_as_accepted", "all tables", "block", DATA, "every column that is read is there and holds the kind of text that it held when it was accepted",
         "map the new name, re-send the file, or accept the change: cutline accept", _columns_changed),
    Rule("dashes_agree_with_totals", "all tables", "block", DATA, "a dash that the totals of its file show to be zero is not read as unknown",
         DASHES_FIX, lambda night: _dashes(night, is_shown_by_totals=True)),
    Rule("dashes_are_declared", "all tables", "warn", DATA, "somebody has declared whether a dash among figures is zero or unknown",
         DASHES_FIX, lambda night: _dashes(night, is_shown_by_totals=False)),
    Rule("columns_are_known", "all tables", "warn", DATA, "every column is read; the cells of a column that is not read are kept aside",
         "map the column, list it under ignore in the source, or accept it: cutline accept", _columns_new),
    Rule("cells_emptied", "quarantine", "warn", DATA, "no cell became unknown because it could not be understood",
         "mend the cell at its source and re-send the file", lambda night: _objections_to_cells(night.arrivals.emptied)),
    Rule("text_is_no_formula", "all tables", "warn", DATA, "no text looks like a formula to a spreadsheet",
         "reports write such a cell as text; mend it at its source", _formula_text),
    Rule("exceptions_are_in_force", "all tables", "warn", OFFICE, "no exception has expired; after its last day the rule objects again",
         "mend the data, or decide again and write a new day under [[quality.exceptions]]", _exceptions_without_effect),
    Rule("read_but_not_used", "all tables", "note", OFFICE, "nothing is stated that the model of this version does not use",
         "keep in mind that these figures did not influence the plan; state a shared cost as a project that its users require", _read_not_used),
)  # fmt: skip
