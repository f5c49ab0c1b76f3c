"""The page metrics.md: every metric table with its columns, from the docstrings of the functions that compute it."""

from collections.abc import Callable
from typing import Any

from cutline.measures.catalogue import CATALOGUE
from cutline.measures.dictionary import documentation_of
from docs.pages.markdown import table

OPENING = """\
# Metrics

Generated from the docstrings of `cutline/metrics/` by `make docs`; do not edit. Every table is published as `csv/NAME.csv` and `parquet/NAME.parquet`
(`projects` as `metrics`; `finance`, `scores` and `risk` as columns of it). Amounts are minor units (cents) of the portfolio's currency, shares basis points
(10,000 is the whole), ratios thousandths, people thousandths of an FTE. Empty is unknown: never zero, never infinity. Sums of projects are the
programme's and the portfolio's, to the cent; ratios of programmes are ratios of sums. The example of each function runs in the tests.
"""


def metrics_page() -> str:
    """Every metric table: what it is, its columns with formula and origin, source, edges and a worked example."""
    summaries = ((f"[{name}](#{name})", documentation_of(metric.functions[0]).summary) for name, metric in CATALOGUE.items())
    lines = [OPENING, *table(("table", "what"), summaries), ""]
    documented_under: dict[Callable[..., Any], str] = {}
    for name, metric in CATALOGUE.items():
        lines += [f"## {name}", ""]
        for function in metric.functions:
            if function in documented_under:
                other = documented_under[function]
                lines += [f"Columns of [{other}](#{other}): `{function.__name__}`.", ""]
            else:
                documented_under[function] = name
                lines += _function_section(function)
    return "\n".join(lines)


def _function_section(function: Callable[..., Any]) -> list[str]:
    e = documentation_of(function)
    module = function.__module__.replace(".", "/")
    rows = [(m.name, m.meaning, ", ".join(f"{t}.{c}" for t, c in m.inputs)) for m in e.columns]
    columns = [*table(("column", "meaning", "from"), rows), ""] if rows else []
    return [
        f"{e.summary} (`{function.__name__}` in `{module}.py`)", "", *columns, f"*Source.* {e.parts['Source']}", "", f"*Edges.* {e.parts['Edges']}", "",
        "```python", e.example, "```", "",
    ]  # fmt: skip
