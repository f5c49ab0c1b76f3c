"""A Polars execution engine for Great Expectations. Stands by itself: knows Great Expectations and Polars, nothing of Cutline.

Importing this package imports neither the product nor Great Expectations; `attach` does the latter. See README.md.
"""

from typing import TYPE_CHECKING

from data_quality.gx_polars.frames import hold, release

if TYPE_CHECKING:
    from great_expectations.data_context import AbstractDataContext

    from data_quality.gx_polars.datasource import PolarsDatasource

__all__ = ["GX_MINOR", "attach", "hold", "register", "release"]

# The metric registry and the fluent datasources are not public surface of GX: what holds for one minor version may not for the next.
GX_MINOR = "1.24"


def register() -> None:
    """Teach this process's Great Expectations the datasource type `polars`; needed before a saved context that uses it is loaded.

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
    """The Polars datasource called `name` of a Great Expectations context, added when it has none."""
    register()
    from data_quality.gx_polars.datasource import PolarsDatasource

    if name in context.data_sources.all():
        found = context.data_sources.get(name)
        if not isinstance(found, PolarsDatasource):
            raise ValueError(f"the context has a datasource called {name!r} of another type: {found.type}")
        return found
    added: PolarsDatasource = context.data_sources.add_polars(name)
    return added
