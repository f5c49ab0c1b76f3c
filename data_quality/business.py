"""The rules across rows and tables: foreign keys, cycles, contradictions, what is missing to decide. Native Polars and graphs, no GX.

Each rule is a function from the night's tables to the rows it objects to: frames with `where` and `found`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import networkx as nx
import polars as pl

from cutline.options import DECIDING_TABLES, Choices, lines_of_unknown_modes, modes_without_costs
from cutline.settings import Settings
from cutline.sources.drift import DRIFT_SCHEMA
from cutline.sources.identity import SUGGESTION_SCHEMA
from cutline.sources.intake import DELIVERY_SCHEMA, waiting_for
from cutline.sources.parsing import QUARANTINE_SCHEMA
from cutline.tables import EXPORTED, SHARE_SCALE, TABLES
from cutline.valuation import deciding_costs
from data_quality.verdict import SAMPLES, CheckReport, RuleResult, Severity

ORDERED = ("requires", "finish_to_start", "start_to_start", "any_of")
FORMULA_STARTS = r"^[=+@\t\r-]"
NOT_USED = {
    "funds": ("carry_in_max_minor", "carry_out_max_minor"),
    "fund_eligibility": ("max_share_bp", "match_required_bp"),
    "capacity": ("overtime_max", "contractor_max"),
    "modes": ("exit_cost_minor",),
    "decisions": ("frozen_until",),
}
_FOUND = {"where": pl.String, "found": pl.String}
NOT_USED_DEPENDENCIES = ("synergy", "shared_cost")


@dataclass(frozen=True)
class Arrivals:
    """What is to be said of the files themselves.

    deliveries: intake.DELIVERY_SCHEMA. drift: drift.DRIFT_SCHEMA. emptied: cells that became unknown (parsing.QUARANTINE_SCHEMA).
    suggestions: identity.SUGGESTION_SCHEMA. unread: files of the drop zone that no source reads.
    """

    deliveries: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DELIVERY_SCHEMA))
    drift: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DRIFT_SCHEMA))
    emptied: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=QUARANTINE_SCHEMA))
    suggestions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SUGGESTION_SCHEMA))
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Night:
    """What the business rules look at."""

    tables: Mapping[str, pl.DataFrame]
    quarantine: pl.DataFrame
    accounting: pl.DataFrame
    choices: Choices
    settings: Settings
    arrivals: Arrivals = field(default_factory=Arrivals)


@dataclass(frozen=True)
class BusinessRule:
    """id, table it is shown at, severity, owner, reason and fix for people, and the rows it objects to (where, found)."""

    id: str
    table: str
    severity: Severity
    owner: str
    reason: str
    fix: str
    violations: Callable[[Night], pl.DataFrame]


def run_business(night: Night) -> CheckReport:
    """Every business rule on the night. A rule that raises is reported as broken, with the error."""
    return CheckReport(tuple(_run(rule, night) for rule in business_rules()))


def _run(rule: BusinessRule, night: Night) -> RuleResult:
    told = (rule.id, rule.table, rule.severity)
    about = (rule.owner, rule.reason, rule.fix)
    try:
        bad = rule.violations(night)
    except (pl.exceptions.PolarsError, KeyError, ValueError, TypeError) as error:
        return RuleResult(*told, "broken", 0, *about, (f"{type(error).__name__}: {error}",))
    samples = tuple(f"{where}: {found}" for where, found in bad.select("where", "found").head(SAMPLES).iter_rows())
    return RuleResult(*told, "failed" if bad.height else "passed", bad.height, *about, samples)


def business_rules() -> tuple[BusinessRule, ...]:
    """The rules, in a fixed order."""
    return (*_foreign_keys(), *_RULES)


def _place() -> pl.Expr:
    return pl.format("{} row {}", "source_file", "source_row").alias("where")


def _foreign_keys() -> list[BusinessRule]:
    rules = []
    for name in EXPORTED:
        for column in TABLES[name].columns:
            if column.references:
                severity: Severity = "block" if TABLES[name].bad_row == "refuse" else "warn"
                parent, parent_column = column.references.split(".")
                rules.append(
                    BusinessRule(
                        f"{name}_{column.name}_exists", name, severity, "portfolio office", f"a {parent_column} that is in {parent}",
                        _orphan_fix(parent), _orphans(name, column.name, parent, parent_column),
                    )
                )  # fmt: skip
    return rules


def _orphan_fix(parent: str) -> str:
    if parent == "projects":
        return "add it to projects, say in crosswalk which project it is (the night's look-alikes may tell), or remove the row"
    return f"add it to {parent}, or remove the row"


def _orphans(name: str, column: str, parent: str, parent_column: str) -> Callable[[Night], pl.DataFrame]:
    def find(night: Night) -> pl.DataFrame:
        # A parent in quarantine is known, and its children are set aside with it.
        held = (
            night.quarantine.filter(pl.col("table") == parent)["project_id"]
            if parent == "projects"
            else pl.Series([], dtype=pl.String)
        )
        known = pl.concat([night.tables[parent][parent_column], held]).unique()
        orphan = pl.col(column).is_not_null() & ~pl.col(column).is_in(known.implode())
        return night.tables[name].filter(orphan).select(_place(), pl.col(column).alias("found"))

    return find


def _mostly_orphans(night: Night) -> pl.DataFrame:
    """Tables of which most rows name projects that nobody knows: another system's ids, and read so they would count for nothing."""
    found = []
    for name in DECIDING_TABLES:
        column = next((each.name for each in TABLES[name].columns if each.references == "projects.project_id"), None)
        rows = night.tables[name].height
        orphans = _orphans(name, column, "projects", "project_id")(night) if column else pl.DataFrame(schema=_FOUND)
        if rows and orphans.height * 2 > rows:
            shown = ", ".join(orphans["found"].unique(maintain_order=True).head(3))
            found.append((name, f"{orphans.height} of {rows} rows name unknown projects: {shown}"))
    return pl.DataFrame(found, schema=_FOUND, orient="row")


def _lost_crosswalk(night: Night) -> pl.DataFrame:
    known = [source.name for source in night.settings.sources]
    projects = pl.concat(
        [night.tables["projects"]["project_id"], night.quarantine.filter(pl.col("table") == "projects")["project_id"]]
    )
    rows = night.tables["crosswalk"]
    no_source = rows.filter(~pl.col("system").is_in(known)).select(
        _place(), pl.format("no source is called {}", "system").alias("found")
    )
    lost = ~pl.col("project_id").is_in(projects.unique().implode())
    return pl.concat(
        [no_source, rows.filter(lost).select(_place(), pl.format("no project is called {}", "project_id").alias("found"))]
    )


def _self_edges(night: Night) -> pl.DataFrame:
    edges = night.tables["dependencies"]
    return edges.filter(pl.col("from_project_id") == pl.col("to_project_id")).select(
        _place(), pl.col("from_project_id").alias("found")
    )


def _cycles(night: Night) -> pl.DataFrame:
    edges = night.tables["dependencies"].filter(
        pl.col("type").is_in(ORDERED) & (pl.col("from_project_id") != pl.col("to_project_id"))
    )
    graph: nx.DiGraph[str] = nx.DiGraph(edges.select("from_project_id", "to_project_id").iter_rows())
    rows = []
    for component in sorted(nx.strongly_connected_components(graph), key=sorted):
        if len(component) > 1:
            steps = [a for a, _ in nx.find_cycle(graph.subgraph(component))]
            first = steps.index(min(steps))
            rows.append(("dependencies", " → ".join([*steps[first:], *steps[: first + 1]])))
    return pl.DataFrame(rows, schema=_FOUND, orient="row")


def _quarantine_share(night: Night) -> pl.DataFrame:
    limit = night.settings.quality.max_quarantine_share_bp
    shares = night.accounting.group_by("table", maintain_order=True).agg(pl.col("accepted", "quarantined").sum())
    over = pl.col("quarantined") * SHARE_SCALE > limit * (pl.col("accepted") + pl.col("quarantined"))
    told = pl.format("{} of {} rows in quarantine", "quarantined", pl.col("accepted") + pl.col("quarantined"))
    return _with_first_cell(shares.filter(over), told, night.quarantine)


def _refused_rows(night: Night) -> pl.DataFrame:
    strict = [name for name in EXPORTED if TABLES[name].bad_row == "refuse"]
    policy = {source.name: source.on_bad_row for source in night.settings.sources}
    chosen = pl.col("source_system").replace_strict(policy, default="contract", return_dtype=pl.String)
    # null empties cells; a row it could not save is judged as its table says.
    refused = (chosen == "refuse") | (chosen.is_in(["contract", "null"]) & pl.col("table").is_in(strict))
    return night.quarantine.filter(refused).select(_bad_place(), _cell())


def _bad_place() -> pl.Expr:
    at = (
        pl.when(pl.col("cell").fill_null("") != "")
        .then(pl.format("cell {}", "cell"))
        .otherwise(pl.format("row {}", "source_row"))
    )
    return pl.format("{} {}", "source_file", at).alias("where")


def _cell() -> pl.Expr:
    return pl.format("{} is '{}', expected {}", pl.col("column"), pl.col("found"), pl.col("expected")).alias("found")


def _with_first_cell(shares: pl.DataFrame, told: pl.Expr, quarantine: pl.DataFrame) -> pl.DataFrame:
    first = quarantine.group_by("table", maintain_order=True).first().select("table", _bad_place(), first=_cell())
    return shares.join(first, on="table", how="left", maintain_order="left").select(
        pl.col("table").alias("where"), found=pl.format("{}; the first: {}: {}", told, "where", "first")
    )


def _set_aside(night: Night) -> pl.DataFrame:
    return night.quarantine.select(_bad_place(), _cell())


def _nobody_s_rows(night: Night) -> pl.DataFrame:
    return night.quarantine.filter(pl.col("table").is_in(DECIDING_TABLES) & pl.col("project_id").is_null()).select(
        _place(), _cell()
    )


def _no_money(night: Night) -> pl.DataFrame:
    years = ", ".join(f"FY{year}" for year in night.settings.horizon().fiscal_years())
    rows = [] if night.choices.budgets.height else [("funds", f"no budget in {years}")]
    return pl.DataFrame(rows, schema=_FOUND, orient="row")


def _demand_without_capacity(night: Night) -> pl.DataFrame:
    calendar = night.settings.horizon()
    missing = night.choices.demand.join(night.choices.capacity, on=["role_id", "period_index"], how="anti")
    pairs = missing.group_by("role_id", "period_index").agg(pl.col("project_id").n_unique()).sort("role_id", "period_index")
    label = pl.col("period_index").map_elements(calendar.label, return_dtype=pl.String)
    return pairs.select(
        pl.format("role {}, {}", "role_id", label).alias("where"),
        found=pl.format("asked for by {} project(s), no capacity row", "project_id"),
    )


def _capacity_below_run(night: Night) -> pl.DataFrame:
    rows = night.tables["capacity"].filter(
        pl.col("milli_fte_gross") < pl.col("run_milli_fte").fill_null(0) + pl.col("leave_milli_fte").fill_null(0)
    )
    return rows.select(_place(), pl.format("role {}: {} milli-FTE gross", "role_id", "milli_fte_gross").alias("found"))


def _required_not_offered(night: Night) -> pl.DataFrame:
    reasons = night.choices.left_out.select("project_id", "text")
    required = (
        night.choices.requirements.group_by("project_id").agg(pl.col("text").str.join("; ").alias("why")).sort("project_id")
    )
    lost = required.join(night.choices.options.select("project_id"), on="project_id", how="anti")
    return lost.join(reasons, on="project_id", how="left").sort("project_id").select(
        pl.format("project {} ({})", "project_id", "why").alias("where"), pl.col("text").fill_null("it is not in projects").alias("found")
    )  # fmt: skip


def _unread_and_maybe_required(night: Night) -> pl.DataFrame:
    return night.quarantine.filter(pl.col("may_be_required")).select(_bad_place(), _cell())


def _nothing_to_choose(night: Night) -> pl.DataFrame:
    left = night.choices.left_out.group_by("code").len().sort("code")
    told = ", ".join(f"{count} for {code}" for code, count in left.iter_rows())
    rows = [] if night.choices.options.height else [("projects", f"no project can be chosen: left out {told or 'none'}")]
    return pl.DataFrame(rows, schema=_FOUND, orient="row")


def _unknown_modes(night: Night) -> pl.DataFrame:
    lines = pl.concat(lines_of_unknown_modes(night.tables, name) for name in ("cost_lines", "benefits", "demand"))
    return lines.select(_place(), pl.format("mode '{}' of project {}", "mode_id", "project_id").alias("found"))


def _unpriced_modes(night: Night) -> pl.DataFrame:
    modes = modes_without_costs(night.tables)
    return modes.select(_place(), pl.format("mode '{}' of project {}", "mode_id", "project_id").alias("found"))


def _thin_forecasts(night: Night) -> pl.DataFrame:
    kinds = (
        night.tables["cost_lines"]
        .group_by("project_id")
        .agg(
            plan=pl.col("cost_class").filter(pl.col("kind") == "plan").unique(),
            forecast=pl.col("cost_class").filter(pl.col("kind") == "forecast").unique(),
        )
        .filter((pl.col("forecast").list.len() > 0) & (pl.col("plan").list.set_difference("forecast").list.len() > 0))
        .sort("project_id")
    )
    lost = pl.col("plan").list.set_difference("forecast").list.sort().list.join(", ")
    return kinds.select(
        pl.format("project {}", "project_id").alias("where"),
        pl.format("its forecast has no {}, its plan has", lost).alias("found"),
    )


def _capacity_stated_twice(night: Night) -> pl.DataFrame:
    calendar = night.settings.horizon()
    rows = (
        night.choices.capacity.group_by("role_id", "period_index").len().filter(pl.col("len") > 1).sort("role_id", "period_index")
    )
    label = pl.col("period_index").map_elements(calendar.label, return_dtype=pl.String)
    return rows.select(pl.format("role {}, {}", "role_id", label).alias("where"), pl.format("{} rows", "len").alias("found"))


def _demand_of_parts(night: Night) -> pl.DataFrame:
    """FTE stated for parts of a period: three months of one person each would be three people in the quarter. Hours do add up."""
    calendar = night.settings.horizon()
    in_hours = {
        source.name for source in night.settings.sources for feed in source.feeds
        if feed.table == "demand" and any(column.unit == "hours" for column in feed.columns.values())
    }  # fmt: skip
    rows = night.tables["demand"].filter(pl.col("period_start").is_not_null() & ~pl.col("source_system").is_in(in_hours))
    placed = rows.with_columns(period=calendar.index_expr(pl.col("period_start"))).drop_nulls("period")
    keys = ("project_id", "mode_id", "role_id", "period")
    parts = placed.group_by(keys, maintain_order=True).agg(
        pl.col("period_start").n_unique().alias("days"), pl.col("source_file", "source_row").first()
    )
    return parts.filter(pl.col("days") > 1).select(
        _place(), pl.format("project {}, role {}: {} dates in one period", "project_id", "role_id", "days").alias("found")
    )


def _unknown_classes(night: Night) -> pl.DataFrame:
    unread = night.quarantine.filter(pl.col("table") == "projects")["raw"].str.json_path_match("$.project_class")
    known = pl.concat([night.tables["projects"]["project_class"], unread]).unique().implode()
    rows = night.tables["fund_eligibility"].filter(pl.col("project_class").is_not_null() & ~pl.col("project_class").is_in(known))
    return rows.select(_place(), pl.format("class '{}'", "project_class").alias("found"))


def _beyond_scale(night: Night) -> pl.DataFrame:
    rows = night.tables["scores"].filter(pl.col("raw_milli") > 1000 * pl.col("scale"))
    return rows.select(
        _place(), pl.format("project {}: {} thousandths of a scale of {}", "project_id", "raw_milli", "scale").alias("found")
    )


def _files_nobody_reads(night: Night) -> pl.DataFrame:
    return pl.DataFrame([(f"exports/{name}", "read by no source") for name in night.arrivals.unread], schema=_FOUND, orient="row")


def _money_outside_horizon(night: Night) -> pl.DataFrame:
    years = night.settings.horizon().fiscal_years()
    rows = night.tables["funds"].filter(~pl.col("fiscal_year").is_in(years) & (pl.col("amount_minor") > 0))
    return rows.select(_place(), pl.format("fund {}, {} of FY{}", "fund_id", "cost_class", "fiscal_year").alias("found"))


def _required_unpaid(night: Night) -> pl.DataFrame:
    """Required projects each of whose options needs a class and year for which no fund that may pay has any money."""
    required = night.choices.requirements.select("project_id").unique()
    key = ["project_id", "mode_id", "start_index"]
    options = night.choices.options.join(required, on="project_id", how="semi").select(key)
    needs = night.choices.spend.join(night.choices.years, on="fiscal_year", how="semi").join(options, on=key, how="semi")
    purses = night.choices.payers.join(night.choices.budgets.filter(pl.col("amount_minor") > 0), on="fund_id")
    unpaid = needs.join(purses, on=["project_id", "cost_class", "fiscal_year"], how="anti")
    payable = options.join(unpaid, on=key, how="anti")
    lost = (
        unpaid.join(payable, on="project_id", how="anti")
        .unique(["project_id", "cost_class", "fiscal_year"])
        .sort("project_id", "fiscal_year", "cost_class")
    )
    return lost.select(
        pl.format("project {}", "project_id").alias("where"),
        pl.format("no fund may pay its {} of FY{}", "cost_class", "fiscal_year").alias("found"),
    )


def _costs_that_stay(night: Night) -> pl.DataFrame:
    """Projects that may start at several times while some of their costs stand at fixed periods."""
    windows = (
        night.choices.options.group_by("project_id")
        .agg(pl.col("start_index").n_unique().alias("starts"))
        .filter(pl.col("starts") > 1)
    )
    fixed = deciding_costs(night.tables["cost_lines"]).filter(pl.col("period_start").is_not_null()).join(windows, on="project_id")
    first = fixed.unique("project_id", keep="first", maintain_order=True)
    return first.select(_place(), pl.format("project {} has {} possible starts", "project_id", "starts").alias("found"))


def _required_exclusions(night: Night) -> pl.DataFrame:
    required = night.choices.requirements["project_id"].unique().implode()
    both = pl.col("from_project_id").is_in(required) & pl.col("to_project_id").is_in(required)
    edges = night.tables["dependencies"].filter((pl.col("type") == "excludes") & both)
    return edges.select(
        _place(),
        pl.format("{} and {} are both required and exclude one another", "from_project_id", "to_project_id").alias("found"),
    )


def _needs_what_cannot_be(night: Night) -> pl.DataFrame:
    required = night.choices.requirements["project_id"].unique().implode()
    offered = night.choices.options["project_id"].unique().implode()
    edges = night.choices.dependencies.filter(pl.col("from_project_id").is_in(required))
    gone = ~pl.col("to_project_id").is_in(offered)
    one = edges.filter(pl.col("type").is_in(["requires", "finish_to_start", "start_to_start", "together"]) & gone)
    groups = (
        edges.filter(pl.col("type") == "any_of")
        .group_by("from_project_id", "group_id", maintain_order=True)
        .agg(pl.col("to_project_id"), gone.all().alias("gone"))
        .filter("gone")
        .select("from_project_id", pl.col("to_project_id").list.join(" or "))
    )
    return pl.concat([one.select("from_project_id", "to_project_id"), groups]).select(
        pl.format("project {}", "from_project_id").alias("where"),
        pl.format("is required and needs {}, which cannot be chosen", "to_project_id").alias("found"),
    )


def _mixed_prices(night: Night) -> pl.DataFrame:
    lines = deciding_costs(night.tables["cost_lines"])
    kinds = (
        lines.filter(pl.col("price_basis").is_not_null())
        .group_by("price_basis")
        .agg(pl.len(), _place().first())
        .sort("price_basis")
    )
    rows = kinds.select("where", pl.format("{} line(s) in {} prices, the first here", "len", "price_basis").alias("found"))
    return rows if kinds.height > 1 else rows.clear()


def _benefits_without_owner(night: Night) -> pl.DataFrame:
    rows = night.tables["benefits"].filter(pl.col("owner").is_null())
    return rows.select(_place(), pl.format("project {}", "project_id").alias("found"))


def _claimed_twice(night: Night) -> pl.DataFrame:
    groups = (
        night.tables["benefits"]
        .filter(pl.col("double_count_group").is_not_null())
        .group_by("double_count_group")
        .agg(pl.col("project_id").unique().sort())
        .filter(pl.col("project_id").list.len() > 1)
        .sort("double_count_group")
    )
    return groups.select(
        pl.format("benefit {}", "double_count_group").alias("where"),
        pl.format("claimed by {}", pl.col("project_id").list.join(", ")).alias("found"),
    )


def _formula_text(night: Night) -> pl.DataFrame:
    found = []
    for name in EXPORTED:
        for column in TABLES[name].columns:
            if column.kind == "text":
                rows = night.tables[name].filter(pl.col(column.name).str.contains(FORMULA_STARTS))
                found.append(rows.select(_place(), pl.format("{} is '{}'", pl.lit(column.name), column.name).alias("found")))
    return pl.concat(found)


def _read_not_used(night: Night) -> pl.DataFrame:
    found = []
    for name, columns in NOT_USED.items():
        for column in columns:
            rows = night.tables[name].filter(pl.col(column).is_not_null())
            found.append(rows.select(_place(), pl.format("{} is stated", pl.lit(column)).alias("found")))
    edges = night.tables["dependencies"].filter(pl.col("type").is_in(NOT_USED_DEPENDENCIES))
    return pl.concat([*found, edges.select(_place(), pl.format("type {}", "type").alias("found"))])


def _not_arrived(night: Night) -> pl.DataFrame:
    day = night.settings.portfolio.as_of or night.accounting["as_of_date"].max()
    late = waiting_for(night.settings, night.arrivals.deliveries, day if isinstance(day, date) else None)
    return pl.DataFrame([(each.where, each.found) for each in late], schema=_FOUND, orient="row")


def _sent_again(night: Night) -> pl.DataFrame:
    return night.arrivals.deliveries.filter(pl.col("status") == "same").select(
        pl.format("{} (source {})", "source_file", "source_system").alias("where"), pl.col("reason").alias("found")
    )


def _columns_changed(night: Night) -> pl.DataFrame:
    changed = night.arrivals.drift.filter(pl.col("change") != "new")
    hint = pl.when(pl.col("suggestion") != "").then(pl.format("; was it renamed to '{}'?", "suggestion")).otherwise(pl.lit(""))
    return changed.select(_column(), pl.format("was {}, now {}{}", "before", "now", hint).alias("found"))


def _columns_new(night: Night) -> pl.DataFrame:
    return (
        night.arrivals.drift.filter(pl.col("change") == "new")
        .select(_column(), pl.col("now").alias("found"))
        .unique(maintain_order=True)
    )


def _column() -> pl.Expr:
    return pl.format("column '{}' (source {})", "header", "source_system").alias("where")


def _cells_emptied(night: Night) -> pl.DataFrame:
    return night.arrivals.emptied.select(_bad_place(), _cell())


def _look_alikes(night: Night) -> pl.DataFrame:
    return night.arrivals.suggestions.select(
        pl.format("{} '{}'", "other_id", pl.col("other_name").fill_null("no name")).alias("where"),
        pl.format("{} '{}': {}", "project_id", pl.col("name").fill_null("no name"), "evidence").alias("found"),
    )


_OFFICE, _FINANCE, _HR, _DATA = "portfolio office", "finance", "resource management", "data engineering"
_RULES = (
    BusinessRule("bad_rows_refused", "quarantine", "block", _DATA, "no bad row in a table or source that refuses them",
                 "mend the row at its source and re-send the file", _refused_rows),
    BusinessRule("quarantine_share", "quarantine", "block", _DATA, "few bad rows: many mean a wrong format, not bad data",
                 "check the formats the source declares; the limit is quality.max_quarantine_share_bp", _quarantine_share),
    BusinessRule("bad_rows_set_aside", "quarantine", "warn", _DATA, "no bad rows: the project of each is set aside until it is mended",
                 "mend the row at its source and re-send the file", _set_aside),
    BusinessRule("bad_rows_of_no_project", "quarantine", "warn", _DATA, "every bad row names its project: one that does not may hide any project's money",
                 "mend the row at its source and re-send the file", _nobody_s_rows),
    BusinessRule("files_are_read", "all tables", "warn", _DATA, "every file in the drop zone is read by a source",
                 "add a [[sources]] block for it, mend a pattern, or take the file away", _files_nobody_reads),
    BusinessRule("sources_have_arrived", "all tables", "warn", _DATA, "every source's newest export is here, whole and recent",
                 "ask the system's owner; the night went on with what there is", _not_arrived),
    BusinessRule("files_are_new", "all tables", "warn", _DATA, "no file with the content of another: a system that sends the same again may have stopped",
                 "look at the job that sends it; the content was used once", _sent_again),
    BusinessRule("columns_as_accepted", "all tables", "block", _DATA, "the columns that are read are there and hold the kind of text they held when accepted",
                 "map the new name, re-send the file, or accept the change: cutline accept", _columns_changed),
    BusinessRule("columns_are_known", "all tables", "warn", _DATA, "no column that nothing reads; its cells are kept aside",
                 "map it, list it under ignore in the source, or accept it: cutline accept", _columns_new),
    BusinessRule("cells_emptied", "quarantine", "warn", _DATA, "no cell became unknown because it was not understood",
                 "mend the cell at its source and re-send the file", _cells_emptied),
    BusinessRule("projects_told_apart", "projects", "warn", _OFFICE, "no two projects that look like one",
                 "add a row to crosswalk: the same, or is_same = no", _look_alikes),
    BusinessRule("rows_name_known_projects", "all tables", "block", _DATA, "at least half of the rows of a deciding table name projects that are known",
                 "say in crosswalk what the system's ids are here, or rewrite them with match and write in its source", _mostly_orphans),
    BusinessRule("crosswalk_leads_somewhere", "crosswalk", "warn", _DATA, "sources and projects that are there", "mend the row", _lost_crosswalk),
    BusinessRule("funds_inside_horizon", "funds", "warn", _FINANCE, "budgets of years the horizon touches; others have no say",
                 "mend the fiscal year, or the calendar's horizon", _money_outside_horizon),
    BusinessRule("required_can_be_paid", "funds", "block", _FINANCE, "for every required project a fund that may pay, with money of the class and year",
                 "add the budget, or let a fund pay for the project", _required_unpaid),
    BusinessRule("costs_move_with_the_start", "cost_lines", "warn", _FINANCE, "costs given by period_offset where a project may start at several times",
                 "give period_offset, so that costs move with the start; a fixed period_start stays where it is", _costs_that_stay),
    BusinessRule("required_rows_are_readable", "quarantine", "block", _DATA, "no unreadable row of a project that is, or may be, required",
                 "mend the row at its source and re-send the file", _unread_and_maybe_required),
    BusinessRule("something_can_be_chosen", "projects", "block", _OFFICE, "at least one project that can be chosen",
                 "look at why each is left out: a status, or one column that is unknown everywhere", _nothing_to_choose),
    BusinessRule("lines_name_known_modes", "modes", "warn", _OFFICE, "cost, benefit and demand lines name modes their project has",
                 "add the mode or mend its name; the project is left out until then", _unknown_modes),
    BusinessRule("modes_have_costs", "modes", "warn", _OFFICE, "every offered mode has a cost line, even of 0",
                 "add its costs; the mode is not offered until then", _unpriced_modes),
    BusinessRule("forecast_covers_plan", "cost_lines", "warn", _FINANCE, "a forecast has every cost class its plan has: it replaces the whole plan",
                 "complete the forecast, or state 0 for the class", _thin_forecasts),
    BusinessRule("demand_by_the_period", "demand", "block", _HR, "people given by the horizon's own period, not by parts of it: FTE do not add up, hours do",
                 "send hours (unit = 'hours'), send FTE by the horizon's period, or set calendar.grain to what is sent", _demand_of_parts),
    BusinessRule("capacity_once_a_period", "capacity", "block", _HR, "one capacity row for each role and period of the horizon's grain",
                 "send the capacity by that period", _capacity_stated_twice),
    BusinessRule("fund_eligibility_class_exists", "fund_eligibility", "block", _FINANCE, "a class that some project has",
                 "mend the class: until then the fund pays for nobody of it", _unknown_classes),
    BusinessRule("scores_within_scale", "scores", "block", _OFFICE, "no score above its scale", "mend the score or its scale", _beyond_scale),
    BusinessRule("dependencies_no_self_edge", "dependencies", "block", _OFFICE, "a project does not depend on itself", "remove the row", _self_edges),
    BusinessRule("dependencies_no_cycle", "dependencies", "block", _OFFICE, "no project waits for itself through others",
                 "remove or turn one of the dependencies named", _cycles),
    BusinessRule("funds_cover_horizon", "funds", "block", _FINANCE, "at least one budget inside the horizon",
                 "send the budgets of these years, or move calendar.horizon_start", _no_money),
    BusinessRule("demand_has_capacity", "demand", "block", _HR, "a capacity row for every role and period that projects ask for",
                 "add the capacity row, with 0 where there is nobody, or mend the role's name", _demand_without_capacity),
    BusinessRule("capacity_covers_run", "capacity", "block", _HR, "gross capacity covers run and leave", "mend the row", _capacity_below_run),
    BusinessRule("required_can_be_chosen", "projects", "block", _OFFICE, "every required project (mandate, in flight, forced in) can be chosen",
                 "mend its data, or lift the requirement", _required_not_offered),
    BusinessRule("required_do_not_exclude", "dependencies", "block", _OFFICE, "required projects do not exclude one another",
                 "lift one requirement, or remove the exclusion", _required_exclusions),
    BusinessRule("required_needs_can_be_chosen", "dependencies", "block", _OFFICE, "what a required project needs can be chosen",
                 "mend the data of the project needed, or lift the requirement", _needs_what_cannot_be),
    BusinessRule("cost_lines_one_price_basis", "cost_lines", "block", _FINANCE, "real and nominal prices are never added up",
                 "convert one of them at its source", _mixed_prices),
    BusinessRule("benefits_have_owner", "benefits", "warn", _OFFICE, "someone answers for every benefit", "name the owner", _benefits_without_owner),
    BusinessRule("benefits_claimed_once", "benefits", "warn", _OFFICE, "no two projects claim the same benefit",
                 "let one project claim it", _claimed_twice),
    BusinessRule("text_is_no_formula", "all tables", "warn", _DATA, "no text that a spreadsheet would take for a formula",
                 "reports write it as text; mend it at its source", _formula_text),
    BusinessRule("read_but_not_used", "all tables", "note", _DATA, "nothing stated that this version's model does not use",
                 "read the plan knowing that these figures had no say", _read_not_used),
)  # fmt: skip
