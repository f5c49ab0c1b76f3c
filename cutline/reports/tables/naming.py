"""Names of projects beside their ids, and labels of periods beside their numbers."""

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.reports.tables.published_table import NightResults
from cutline.settings.all_settings import Settings


def project_columns(night: NightResults) -> pl.DataFrame:
    """project_id, name and the columns that describe a project, of every accepted project."""
    return night.tables["projects"].select("project_id", "name", "status", "project_class", "theme", "sponsor")


def projects_in_quarantine(night: NightResults) -> pl.DataFrame:
    """project_id, name of the projects whose own row is in quarantine."""
    unread = night.quarantine.filter(pl.col("table") == "projects").unique("project_id", keep="first", maintain_order=True)
    named = unread.select("project_id", pl.col("raw").str.json_path_match("$.name").alias("name"))
    return named.join(night.tables["projects"], on="project_id", how="anti")


def with_names(frame: pl.DataFrame, night: NightResults, settings: Settings) -> pl.DataFrame:
    """A metric table with the names of its projects beside their ids, and the labels of its periods beside their numbers."""
    if "project_id" in frame.columns:
        names = night.tables["projects"].select("project_id", "name").unique("project_id", keep="any")
        named = frame.join(names, on="project_id", how="left", maintain_order="left")
        at = frame.columns.index("project_id") + 1
        frame = named.select(*frame.columns[:at], "name", *frame.columns[at:])
    labels = {name: name.removesuffix("_index") for name in frame.columns if name.endswith("_index")}
    return frame.with_columns(period_label(pl.col(name), settings.horizon()).alias(label) for name, label in labels.items())


def period_label(index: pl.Expr, calendar: Calendar) -> pl.Expr:
    """The label of a period, such as FY2027-Q1, from its number."""
    return index.map_elements(calendar.label, return_dtype=pl.String)


def period_start(index: pl.Expr, calendar: Calendar) -> pl.Expr:
    """The first day of a period, from its number."""
    return index.map_elements(calendar.period_start, return_dtype=pl.Date)
