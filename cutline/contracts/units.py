"""The whole-number units in which Cutline stores quantities, and the largest numbers that it accepts in them.

Money is stored in minor units (cents), people in thousandths of a full-time equivalent, shares in basis points. Conversions
of money are in `cutline.valuation`.
"""

INT64_MAX = 2**63 - 1
MONEY_MAX = 10**15  # ten trillion in cents: sums of a thousand such lines still fit int64; a larger amount is a mistake of unit
COUNT_MAX = 10**9
SHARE_SCALE = 10_000  # basis points in a whole
FTE_SCALE = 1000  # milli-FTE in one full-time equivalent
RATE_SCALE = 10**9  # a locked currency rate is an int64 in units of 1e-9
