"""The dependencies between projects that still bind the plan: requires, excludes, together, any of a group, and orders.

Orders are orders in time. The synergies that the same table states are in `synergies`.
"""

import polars as pl

from cutline.contracts.statuses import is_finished
from cutline.contracts.tables.records import Tables


def binding_dependencies(tables: Tables) -> pl.DataFrame:
    """type, from_project_id, to_project_id, lag_periods, group_id of the dependencies that still bind.

    A dependency on a finished project is met. A dependency on any member of a group is met if one member of the group is
    finished. `together` binds each of the two projects to the other, so it has two rows.
    """
    delivered = tables["projects"].filter(is_finished())["project_id"].implode()
    columns = ("type", "from_project_id", "to_project_id", "lag_periods", "group_id")
    stated = tables["dependencies"].select(columns).with_columns(pl.col("lag_periods").fill_null(0))
    turned = stated.filter(pl.col("type") == "together").rename(
        {"from_project_id": "to_project_id", "to_project_id": "from_project_id"}
    )
    rows = pl.concat([stated, turned.select(columns)]).unique(
        maintain_order=True
    )  # a dependency of type `together` may be stated both ways
    met = pl.col("to_project_id").is_in(delivered) & (pl.col("type") != "any_of")
    any_of_met = rows.filter((pl.col("type") == "any_of") & pl.col("to_project_id").is_in(delivered)).select(
        "from_project_id", "group_id"
    )
    return (
        rows.filter(~met)
        .join(
            any_of_met.with_columns(type=pl.lit("any_of")).unique(),
            on=["type", "from_project_id", "group_id"],
            how="anti",
            nulls_equal=True,
        )
        .sort("type", "from_project_id", "to_project_id")
    )
