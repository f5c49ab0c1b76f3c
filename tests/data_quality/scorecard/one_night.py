"""One night with a benefit that nobody owns, for the tests of scores."""

import polars as pl

from cutline.sources.typed_rows.accounting import ACCOUNTING_SCHEMA
from data_quality.gate.judging import run_gate
from tests.data_quality.nights import P, Q, benefit, cost, fund, night, settings, tables

OF = tables(
    projects=[P, Q],
    cost_lines=[cost("P", 1), cost("Q", 1)],
    funds=[fund(10)],
    benefits=[benefit("P", 1, owner=None), benefit("P", 2, period_offset=1), benefit("Q", 3), benefit("Q", 4, period_offset=1)],
)


COUNTED = pl.DataFrame(
    [{"table": "benefits", "source_system": "s", "read": 11, "accepted": 9, "quarantined": 1, "superseded": 1}, {"table": "funds", "source_system": "t", "accepted": 0, "quarantined": 0}],
    schema=ACCOUNTING_SCHEMA,
)  # fmt: skip


def tonight(of=OF, **quality):
    return run_gate(night(of, settings(**quality)))
