"""A Polars execution engine and datasource for Great Expectations, independent of Cutline.

This package imports nothing of Cutline. Rules of Cutline do not belong in it. Importing this package does not
import Great Expectations; `attach` does. Read README.md first, then `engine.py`. A metric that is computed natively is an
expression in `conditions.py` (rows) or `aggregates.py` (columns).
"""

from typing import TYPE_CHECKING

from data_quality.gx_polars.frames import hold, release

if TYPE_CHECKING:
    from great_expectations.data_context import AbstractDataContext

    from data_quality.gx_polars.datasource import PolarsDatasource

__all__ = ["GX_MINOR", "attach", "hold", "register", "release"]

# The metric registry and the fluent datasources are not public surface of GX, so they may change with any minor version.
GX_MINOR = "1.24"


def register() -> None:
    """Registers the datasource type `polars` in this process. Call it before loading a saved context that uses the type.

    Raises RuntimeError when another minor version than GX_MINOR is installed.
    """
    import great_expectations

    if not great_expectations.__version__.startswith(f"{GX_MINOR}."):
        raise RuntimeError(
            f"great-expectations {great_expectations.__version__} is installed, the Polars engine is proven on {GX_MINOR} only: "
            f"install great-expectations=={GX_MINOR}.*, or run the contract tests against the new version and raise GX_MINOR"
        )
    import data_quality.gx_polars.datasource  # noqa: F401  # importing registers it


def attach(context: "AbstractDataContext", name: str = "polars") -> "PolarsDatasource":
    """The Polars datasource called `name` of a Great Expectations context. The datasource is added if the context does not
    have it yet.
    """
    register()
    from data_quality.gx_polars.datasource import PolarsDatasource

    if name in context.data_sources.all():
        found = context.data_sources.get(name)
        if not isinstance(found, PolarsDatasource):
            raise ValueError(f"the context has a datasource called {name!r} of another type: {found.type}")
        return found
    added: PolarsDatasource = context.data_sources.add_polars(name)
    return added
