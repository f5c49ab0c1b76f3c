"""The whole-number units in which Cutline stores quantities, and the largest numbers that it accepts in them.

Money is stored in minor units (cents), people in thousandths of a full-time equivalent, shares in basis points. Conversions
of money are in `cutline.valuation`.

A number alone does not say what it counts, so each function that writes an amount takes a type of its own: `Minor` for money
and `Worth` for an amount of the objective, which is money or points of score.
"""

from typing import Literal, NewType

Minor = NewType("Minor", int)  # money in minor units of the portfolio's currency
Worth = NewType("Worth", int)  # an amount of the objective: minor units, or thousandths of a point if the objective is a score

INT64_MAX = 2**63 - 1
MONEY_MAX = 10**15  # ten trillion in cents: sums of a thousand such lines still fit int64; a larger amount is a mistake of unit
COUNT_MAX = 10**9
SHARE_SCALE = 10_000  # basis points in a whole
THOUSANDTHS_SCALE = 1000  # thousandths in one point, one FTE, one of any ratio or index
FTE_SCALE = THOUSANDTHS_SCALE  # milli-FTE in one full-time equivalent
RATE_SCALE = 10**9  # a locked currency rate is an int64 in units of 1e-9

Figure = Literal["money", "worth", "points", "fte", "ratio", "periods", "share", "rate"]
# Columns that hold an amount of the objective: money, or points if the objective is a score.
WORTH_COLUMNS = (
    "value", "best_value", "loss", "loss_at_most", "value_at_most", "value_difference", "candidate_value", "plan_value", "more_value_at_least",
    "more_value_at_most", "may_lose_at_least", "may_lose_at_most",
)  # fmt: skip
WORTH_UNIT = "value_unit"  # the published column that says what 1 of these columns counts
_FIGURES_BY_ENDING: dict[str, Figure] = {
    "_minor": "money",
    "_bp": "share",
    "_e9": "rate",
    "milli_fte": "fte",
    "_milli_fte_periods": "fte",
    "_milli_periods": "periods",
    "score_milli": "points",
    "raw_milli": "points",
    "_milli": "ratio",
}


def figure_of(column: str) -> Figure | None:
    """What a number in a published column counts, by the name of the column; None if the name states no unit.

    >>> figure_of("npv_minor"), figure_of("score_milli"), figure_of("cpi_milli"), figure_of("projects")
    ('money', 'points', 'ratio', None)
    """
    if column in WORTH_COLUMNS:
        return "worth"
    return next((figure for ending, figure in _FIGURES_BY_ENDING.items() if column.endswith(ending)), None)
