"""The group `problem`: the input of the optimiser, in integers."""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from assets.inputs import PORTFOLIO_OFFICE, own_names
from assets.resources.portfolio import Portfolio
from cutline.choices.options.building import build_choices
from cutline.choices.options.choices import CHOICE_NAMES
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.errors import DataBlocked
from data_quality.business.files import cells_of_strict_tables


@dg.multi_asset(
    ins=own_names("core", EXPORTED),
    outs={
        f"problem_{name}": dg.AssetOut(
            group_name="problem", kinds={"polars"}, owners=PORTFOLIO_OFFICE, description=f"The optimiser's input: {meaning}."
        )
        for name, meaning in CHOICE_NAMES.items()
    },
)
def problem(portfolio: Portfolio, quarantine: pl.DataFrame, **tables: pl.DataFrame) -> Iterator[dg.Output[pl.DataFrame]]:
    """Builds every option of every project, with its value, its spend and the people it needs."""
    try:
        choices = build_choices(tables, quarantine, portfolio.settings())
    except DataBlocked as error:
        # A rate that could not be read may be the very rate that is missing, so the message shows both.
        raise DataBlocked(error.summary, [*error.findings, *cells_of_strict_tables(quarantine)]) from error
    for name, frame in choices.frames().items():
        yield dg.Output(frame, f"problem_{name}")


ASSETS = [problem]
