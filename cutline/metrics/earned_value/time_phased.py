"""PV, EV and actual cost (AC) read from the table `evm` and added up by month, for projects, control accounts or groups.

The groups are groups of projects. The sums up to the status date are in `earned_value.py`.
"""

from collections.abc import Sequence

import polars as pl

from cutline.metrics.aggregates import PER_PROJECT, sum_if_all_known

PER_ACCOUNT = ("project_id", "control_account")
AMOUNTS = ("planned_minor", "earned_minor", "actual_minor")


def time_phased(evm: pl.LazyFrame, by: Sequence[str] = PER_PROJECT) -> pl.LazyFrame:
    """The amounts of earned value by period, one row for each of `by` and each period, sorted.

    evm: incremental rows of control accounts. by: columns of `evm`, or of projects joined to it. Rows of the same month form
    one period. A month without any row has no period of its own, so quarterly rows give one period for each quarter. The
    amount of a period is unknown if the amount of one account is unknown.

    - planned_minor, earned_minor, actual_minor: sums over the accounts, minor units. From evm.planned_minor, evm.earned_minor,
      evm.actual_minor.
    - budget_at_completion_minor: sum over the accounts of their newest known budget; null if an account states none. From
      evm.budget_at_completion_minor.
    - estimate_to_complete_minor: sum of the estimates that the accounts state in the period; null if an account states
      none. From evm.estimate_to_complete_minor.

    Source: PMI, Practice Standard for Earned Value Management, 2nd edition, chapter 3.

    Edges: an account without a row in a period adds nothing to it.

    >>> rows = {"project_id": ["P", "P"], "control_account": ["a", "b"], "period_start": [date(2027, 1, 1)] * 2, "planned_minor": [10, 20],
    ...         "earned_minor": [5, None], "actual_minor": [5, 5], "budget_at_completion_minor": [10, 20], "estimate_to_complete_minor": [None, None]}
    >>> time_phased(pl.LazyFrame(rows)).collect().row(0)[2:6]
    (30, None, 10, 30)
    """
    keys = tuple(dict.fromkeys((*by, *PER_ACCOUNT)))
    # Weekly rows of the same month form one period. Of the budgets and estimates that they state, the last one counts.
    months = evm.sort("period_start").with_columns(pl.col("period_start").dt.truncate("1mo"))
    newest = months.group_by(*keys).agg(pl.col("budget_at_completion_minor").drop_nulls().last())
    stated = months.group_by(*keys, "period_start").agg(pl.col("estimate_to_complete_minor").drop_nulls().last())
    sums = months.group_by(*by, "period_start").agg(sum_if_all_known(pl.col(name)) for name in AMOUNTS)
    budgets = newest.group_by(*by).agg(sum_if_all_known(pl.col("budget_at_completion_minor")))
    estimates = stated.group_by(*by, "period_start").agg(sum_if_all_known(pl.col("estimate_to_complete_minor")))
    joined = sums.join(budgets, on=list(by), how="left", nulls_equal=True)
    return joined.join(estimates, on=[*by, "period_start"], how="left", nulls_equal=True).sort(*by, "period_start")
