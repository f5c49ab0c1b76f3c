"""The trend over editions: over the nights of one portfolio, or over the published nights of several portfolios."""

from pathlib import Path

import polars as pl

from assets.published_nights.files import read_frames
from assets.resources.portfolio import Portfolio
from cutline.errors import Finding, UsageError
from cutline.measures.topics.trend import EDITION_MEMORY
from cutline.metrics.progress.confidence_trend import confidence_trend, edition
from cutline.settings.all_settings import Settings
from cutline.settings.loading import load_settings


def published_trend(folders: tuple[Path, ...], *, by_name: bool = False) -> tuple[pl.DataFrame, Settings]:
    """The trend over the nights that one portfolio remembers, or over the published nights of several. With it come
    the settings of the portfolio that `folders` names last.

    by_name: projects of several portfolios are matched by their names, whatever the case and the spacing; a name that stands twice in an edition
    is not matched. Raises UsageError if nothing is published, if two portfolios are of the same day, or if they have different currencies.
    """
    if len(folders) == 1:
        settings = load_settings(folders[0] / "portfolio.toml")
        history = Portfolio(folder=str(folders[0])).remembered.kept_frame(
            "editions", EDITION_MEMORY, "the ratings of past nights"
        )
        if history.is_empty():
            raise _nothing_published(folders[0])
        return confidence_trend(history.lazy()).collect(), settings
    each = [_edition_of(folder, by_name=by_name) for folder in folders]
    _check_comparable(folders, each)
    return confidence_trend(pl.concat([frame for frame, _ in each]).lazy()).collect(), each[-1][1]


def _edition_of(folder: Path, *, by_name: bool) -> tuple[pl.DataFrame, Settings]:
    night = folder / "published"
    if not (night / "portfolio.toml").exists():
        raise _nothing_published(folder)
    settings, tables = load_settings(night / "portfolio.toml"), read_frames(night, "tables", ("projects", "milestones"))
    day = settings.portfolio.as_of or tables["projects"]["as_of_date"].max()
    if day is None:
        found = Finding(
            str(night), "no day in the exports' names", "the day it speaks of", "set portfolio.as_of and run it again"
        )
        raise UsageError("a night does not say which day it is of", [found])
    own = edition(tables["projects"].lazy(), tables["milestones"].lazy(), day).collect()
    return (_with_names_as_ids(own, tables["projects"]) if by_name else own), settings


def _with_names_as_ids(own: pl.DataFrame, projects: pl.DataFrame) -> pl.DataFrame:
    name = pl.col("name").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    names = projects.select(
        "project_id", new_id=pl.when(name.is_unique()).then(name).otherwise(pl.format("{} ({})", name, "project_id"))
    )
    return own.join(names, on="project_id", how="left").with_columns(project_id="new_id").drop("new_id")


def _check_comparable(folders: tuple[Path, ...], each: list[tuple[pl.DataFrame, Settings]]) -> None:
    days = [frame["as_of_date"].max() for frame, _ in each]
    money = [(settings.portfolio.currency, settings.portfolio.minor_digits) for _, settings in each]
    if len(set(days)) < len(days) or len(set(money)) > 1:
        portfolios = "; ".join(
            f"{folder}: {day}, {currency}" for folder, day, (currency, _) in zip(folders, days, money, strict=True)
        )
        found = Finding(
            "the portfolios named",
            portfolios,
            "a day each, one currency for all",
            "name portfolios of different days and one currency",
        )
        raise UsageError("these portfolios are no editions of one another", [found])


def _nothing_published(folder: Path) -> UsageError:
    return UsageError(
        "nothing is published there",
        [Finding(str(folder), "no published night", "a portfolio with a good night", f"cutline run {folder}")],
    )
