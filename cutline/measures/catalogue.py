"""The catalogue of all metric tables of a night, in the order in which the documentation shows them.

A table is listed in the file of its topic, under `topics/`. The asset graph, the column descriptions, docs/metrics.md and the
list of published tables are derived from this catalogue.
"""

from cutline.measures.metric_table import MetricTable
from cutline.measures.topics import alignment, condition, gathered, money, people, progress, risk, spread, themes, trend

METRIC_TABLES = (
    *money.METRIC_TABLES,
    *progress.METRIC_TABLES,
    *progress.PLAN_METRIC_TABLES,
    *alignment.METRIC_TABLES,
    *risk.METRIC_TABLES,
    *spread.METRIC_TABLES,
    *spread.PLAN_METRIC_TABLES,
    *condition.METRIC_TABLES,
    *gathered.METRIC_TABLES,
    *trend.METRIC_TABLES,
    *people.METRIC_TABLES,
    *themes.METRIC_TABLES,
)
CATALOGUE: dict[str, MetricTable] = {table.name: table for table in METRIC_TABLES}
PUBLISHED_METRICS: dict[str, str] = {table.name: table.published_as for table in METRIC_TABLES if table.published_as is not None}
