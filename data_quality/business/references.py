"""Rules about ids: references to other tables, the crosswalk, projects that look alike."""

from collections.abc import Callable

import polars as pl

from cutline.contracts.tables.all_tables import DECIDING_TABLES, EXPORTED, TABLES
from cutline.sources.crosswalk import crosswalk_of
from cutline.sources.near_ids import near_projects
from data_quality.rule_model.night import Night
from data_quality.rule_model.objections import objections_in_words, objections_to_groups, objections_to_rows
from data_quality.rule_model.owners import DATA, FINANCE, OFFICE
from data_quality.rule_model.results import Severity
from data_quality.rule_model.rule import Rule


def _foreign_keys() -> list[Rule]:
    rules = []
    for name in EXPORTED:
        for column in TABLES[name].columns:
            if column.references:
                severity: Severity = "block" if TABLES[name].bad_row == "refuse" else "warn"
                parent, parent_column = column.references.split(".")
                rules.append(
                    Rule(
                        f"{name}_{column.name}_exists", name, severity, OFFICE, f"every {parent_column} named is in {parent}",
                        _orphan_fix(parent), find_orphans(name, column.name, parent, parent_column), is_about_rows=True, is_relaxable=severity != "block",
                        follows_from=(parent,) if TABLES[parent].bad_row == "refuse" else (),
                    )
                )  # fmt: skip
    return rules


def _orphan_fix(parent: str) -> str:
    if parent == "projects":
        return (
            "add it to projects, say in crosswalk which project it is (the look-alikes of the night may help), or remove the row"
        )
    return f"add it to {parent}, or remove the row"


def find_orphans(name: str, column: str, parent: str, parent_column: str) -> Callable[[Night], pl.DataFrame]:
    """A rule's `find`: it objects to the rows of table `name` whose `column` is not in the parent table."""

    def find(night: Night) -> pl.DataFrame:
        # A project in quarantine counts as known: its rows are set aside with it.
        quarantined = (
            night.quarantine.filter(pl.col("table") == parent)["project_id"]
            if parent == "projects"
            else pl.Series([], dtype=pl.String)
        )
        known = pl.concat([night.tables[parent][parent_column], quarantined]).unique()
        orphan = pl.col(column).is_not_null() & ~pl.col(column).is_in(known.implode())
        return objections_to_rows(night.tables[name].filter(orphan), pl.col(column), column)

    return find


def _near_id_rules() -> list[Rule]:
    """For each table whose bad rows are set aside, the rule about rows that name a project nearly, but not exactly."""
    names = [name for name in EXPORTED if TABLES[name].bad_row == "quarantine" and find_project_column(name)]
    return [
        Rule(
            f"{name}_ids_are_exact", name, "block", OFFICE, "an id that no project has is not nearly the id of a project: such a row may belong to that project",
            "write the id as in projects; or say in crosswalk which project it is, or with is_same = no that it is another",
            find_near_ids(name), is_about_rows=True, is_relaxable=False, always_sets_aside=True,
        )
        for name in names
    ]  # fmt: skip


def find_project_column(name: str) -> str | None:
    """The column of table `name` that refers to the projects; None if there is none."""
    return next((each.name for each in TABLES[name].columns if each.references == "projects.project_id"), None)


def find_near_ids(name: str) -> Callable[[Night], pl.DataFrame]:
    """A rule's `find`: it objects to the rows of table `name` whose project does not exist but is nearly called like one.

    Each objection names the project that the row may belong to. If an id is nearly that of several projects, there is an
    objection for each of them.
    """

    def find(night: Night) -> pl.DataFrame:
        rows = night.tables[name]
        quarantined = night.quarantine.filter(pl.col("table") == "projects")["project_id"].drop_nulls()
        projects = {*night.tables["projects"]["project_id"], *quarantined}
        unknown = [each for each in rows["project_id"].drop_nulls().unique(maintain_order=True) if each not in projects]
        near = near_projects(unknown, projects, crosswalk_of(night.tables["crosswalk"]).apart) if unknown else {}
        pairs = [(each, project) for each, found in near.items() for project in found]
        meant = pl.DataFrame(pairs, schema={"project_id": pl.String, "meant": pl.String}, orient="row")
        hit = rows.join(meant, on="project_id", how="inner", maintain_order="left")
        found = pl.format("no project is called '{}', but '{}' is nearly the same", "written", "project_id")
        return objections_to_rows(hit.rename({"project_id": "written", "meant": "project_id"}), found, "project_id")

    return find


def _tables_of_mostly_orphans(night: Night) -> pl.DataFrame:
    """Tables of which most rows name unknown projects.

    Such a table probably has the ids of another system, and its rows would count for nothing.
    """
    found = []
    for name in DECIDING_TABLES:
        column = find_project_column(name)
        if column is None:
            continue
        lost = find_orphans(name, column, "projects", "project_id")(night)
        rows = night.tables[name].height
        if rows and lost.height * 2 > rows:
            shown = ", ".join(lost["found"].unique(maintain_order=True).head(3))
            found.append((name, f"{lost.height} of {rows} rows name unknown projects: {shown}"))
    return objections_in_words(found)


def _lost_crosswalk(night: Night) -> pl.DataFrame:
    known = [source.name for source in night.settings.sources]
    projects = pl.concat(
        [night.tables["projects"]["project_id"], night.quarantine.filter(pl.col("table") == "projects")["project_id"]]
    )
    rows = night.tables["crosswalk"]
    no_source = objections_to_rows(
        rows.filter(~pl.col("system").is_in(known)), pl.format("no source is called {}", "system"), "system"
    )
    lost = rows.filter(~pl.col("project_id").is_in(projects.unique().implode()))
    return pl.concat([no_source, objections_to_rows(lost, pl.format("no project is called {}", "project_id"), "project_id")])


def _look_alikes(night: Night) -> pl.DataFrame:
    name = pl.format("{} '{}'", "other_id", pl.col("other_name").fill_null("no name"))
    alike = pl.format("{} '{}': {}", "project_id", pl.col("name").fill_null("no name"), "evidence")
    return objections_to_groups(night.arrivals.suggestions, name, alike, "project_id")


def _unknown_classes(night: Night) -> pl.DataFrame:
    unread = night.quarantine.filter(pl.col("table") == "projects")["raw"].str.json_path_match("$.project_class")
    known = pl.concat([night.tables["projects"]["project_class"], unread]).unique().implode()
    rows = night.tables["fund_eligibility"].filter(pl.col("project_class").is_not_null() & ~pl.col("project_class").is_in(known))
    return objections_to_rows(rows, pl.format("class '{}'", "project_class"), "project_class")


RULES = (
    *_foreign_keys(),
    *_near_id_rules(),
    Rule("rows_name_known_projects", "all tables", "block", DATA, "at least half of the rows of a deciding table name known projects",
         "say in crosswalk which projects the ids of the system mean, or rewrite the ids with match and write in the source", _tables_of_mostly_orphans, is_relaxable=False),
    Rule("crosswalk_leads_somewhere", "crosswalk", "warn", DATA, "every row names a source and a project that exist", "mend the row", _lost_crosswalk),
    Rule("projects_told_apart", "projects", "warn", OFFICE, "no two projects look like one",
         "add a row to crosswalk: the same, or is_same = no", _look_alikes),
    Rule("fund_eligibility_class_exists", "fund_eligibility", "block", FINANCE, "every class named is the class of some project",
         "mend the class; until then the fund pays for no project of it", _unknown_classes, is_about_rows=True, is_relaxable=False),
)  # fmt: skip
