"""The page metrics.md: every metric table with its columns, from the docstrings of the functions that compute it."""

from collections.abc import Callable
from typing import Any

from cutline.measures.catalogue import CATALOGUE
from cutline.measures.dictionary import documentation_of
from cutline.measures.metric_table import MetricTable
from docs.pages.markdown import paragraph, table

OPENING = """\
# Metrics

This page is generated from the docstrings of `cutline/metrics/` by `make docs`; do not edit it.

Each table is published as `csv/NAME.csv` and `parquet/NAME.parquet`. The table `projects` is published as `metrics`,
and `finance`, `scores` and `risk` are columns of it. Amounts are minor units (cents) of the portfolio's currency,
shares are basis points (10,000 is the whole), ratios are thousandths, and people are thousandths of an FTE. An empty
cell is unknown: it is never zero and never infinity. The sums over projects are exactly those of their programme and
portfolio. The ratios of a programme are ratios of sums. The tests run the example of each function.
"""


def metrics_page() -> str:
    """Every metric table: what it is, its columns with formula and origin, source, edges and a worked example."""
    summaries = ((f"[{name}](#{name})", _summary(metric)) for name, metric in CATALOGUE.items())
    lines = [OPENING, *table(("table", "what"), summaries), ""]
    documented_under: dict[Callable[..., Any], str] = {}
    for name, metric in CATALOGUE.items():
        lines += [f"## {name}", ""]
        for function in metric.functions:
            if function in documented_under:
                other = documented_under[function]
                lines += [f"The columns of `{function.__name__}` are described under [{other}](#{other}).", ""]
            else:
                documented_under[function] = name
                lines += _function_section(function)
    return "\n".join(lines)


def _summary(metric: MetricTable) -> str:
    return _sentence(metric.description or metric.published_as or documentation_of(metric.functions[0]).summary)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."


def _function_section(function: Callable[..., Any]) -> list[str]:
    e = documentation_of(function)
    module = function.__module__.replace(".", "/")
    rows = [(m.name, m.meaning, ", ".join(f"{t}.{c}" for t, c in m.inputs)) for m in e.columns]
    columns = [*table(("column", "meaning", "from"), rows), ""] if rows else []
    return [
        paragraph(f"{e.summary} (`{function.__name__}` in `{module}.py`)"), "", *columns,
        paragraph(f"*Source.* {_sentence(e.parts['Source'])}"), "", paragraph(f"*Edges.* {_sentence(e.parts['Edges'])}"), "",
        "```python", e.example, "```", "",
    ]  # fmt: skip
