"""What a way of running a project is worth: NPV, ratios, paybacks, rates of return. Money in minor units; shares in basis points."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, localcontext

import polars as pl
import pyxirr

from cutline.contracts.calendar import MONTHS, Calendar
from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.known import PER_PROJECT
from cutline.metrics.ratio import MILLI, ratio
from cutline.metrics.value.rates_of_return import DAYS_IN_YEAR, irr
from cutline.settings.finance import FinanceSection
from cutline.valuation.discounting import FACTOR_SCALE, Discounting, Timing

FLOWS = ("capex_minor", "opex_minor", "cost_minor", "benefit_minor", "present_cost_minor", "present_benefit_minor")


def period_flows(lines: pl.LazyFrame, by: Sequence[str] = PER_PROJECT) -> pl.LazyFrame:
    """One row for each of `by` and period, sorted: the lines of options.mode_flows added up.

    - capex_minor, opex_minor: signed costs by class. From cost_lines.amount_minor, cost_lines.cost_class.
    - cost_minor, benefit_minor: what the lines turn out to be: a credit is a benefit, an expected loss a cost. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - present_capex_minor: capex, discounted. From cost_lines.amount_minor, cost_lines.cost_class.
    - present_cost_minor, present_benefit_minor: the same two, discounted. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.

    Source: Brealey, Myers, Allen, Principles of Corporate Finance, chapter 6.

    Edges: periods without a line have no row.

    >>> line = {name: [7, 3] for name in FLOWS}
    >>> period_flows(pl.LazyFrame({"project_id": ["P", "P"], "period_index": [0, 0], "cost_class": ["capex", None], **line})).collect().row(0)[2:4]
    (10, 10)
    """
    capex = pl.when(pl.col("cost_class") == "capex").then(pl.col("present_cost_minor") - pl.col("present_benefit_minor")).otherwise(0)
    return lines.group_by(*by, "period_index").agg(pl.col(FLOWS).sum(), present_capex_minor=capex.sum()).sort(*by, "period_index")


def discounted(flows: pl.LazyFrame, discounting: Discounting, calendar: Calendar, periods: int) -> pl.LazyFrame:
    """Flows by period (period_index from 0 to periods - 1, capex_minor, opex_minor, benefit_minor) with what `worth` needs besides.

    - cost_minor: capex and opex together. From cost_lines.amount_minor.
    - present_capex_minor, present_cost_minor, present_benefit_minor: each amount times the factor of its period, rounded half away from zero. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.

    Source: Brealey, Myers, Allen, Principles of Corporate Finance, chapter 2.

    Edges: for flows that are certain and of one price basis; options.mode_flows does the same line by line, with chances.

    >>> flows = pl.LazyFrame({"project_id": ["P"], "period_index": [1], "capex_minor": [110], "opex_minor": [0], "benefit_minor": [220]})
    >>> discounted(flows, Discounting(((1, 1000),), "start"), Calendar("year", date(2027, 1, 1), 3), 3).collect().row(0)[5:]
    (110, 100, 100, 200)
    """
    factors = discounting.factors(calendar, periods)
    table = pl.LazyFrame(
        {"period_index": range(periods), "factor": factors}, schema={"period_index": pl.Int64, "factor": pl.Int64}
    )

    def present(name: str) -> pl.Expr:
        product = pl.col(name).cast(pl.Int128) * pl.col("factor")
        return ((product.abs() + FACTOR_SCALE // 2) // FACTOR_SCALE * product.sign()).cast(pl.Int64)

    return flows.join(table, on="period_index", how="left", maintain_order="left").select(
        pl.exclude("factor"),
        cost_minor=pl.col("capex_minor") + pl.col("opex_minor"), present_capex_minor=present("capex_minor"),
        present_cost_minor=present("capex_minor") + present("opex_minor"), present_benefit_minor=present("benefit_minor"),
    )  # fmt: skip


def worth(
    flows: pl.LazyFrame, discounting: Discounting, calendar: Calendar, periods: int, by: Sequence[str] = PER_PROJECT
) -> pl.LazyFrame:
    """One row for each of `by`: what it costs, brings and is worth, expected, in the prices of the settings.

    flows: `period_flows`, sorted by `by` and period. periods: how many periods from 0 on they reach at most.

    - npv_minor: net present value, sum of the discounted net flows, exact. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - capex_minor, opex_minor: costs by class, undiscounted, credits taken off. From cost_lines.amount_minor, cost_lines.cost_class.
    - cost_minor: everything it costs, expected losses among it, undiscounted. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - benefit_minor: everything it brings, expected, undiscounted. From benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - present_cost_minor: the same costs, discounted. From cost_lines.amount_minor.
    - present_benefit_minor: the same benefits, discounted. From benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - roi_bp: return on investment, (benefits - costs) / costs, undiscounted; null where there is no cost. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - bcr_milli: benefit-cost ratio, discounted benefits / discounted costs, thousandths; null where there is no cost. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - pi_milli: profitability index, 1 + NPV / discounted capex, thousandths; null where there is no capex. From cost_lines.amount_minor, cost_lines.cost_class, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - equivalent_annual_cost_minor: the even yearly amount from the first flow to the last with the same discounted cost. From cost_lines.amount_minor.
    - payback_milli_periods: thousandths of periods from the first flow until the net flow added up stays at zero or above, straight between two periods;
      null where it never does. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - discounted_payback_milli_periods: the same of the discounted flow. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.

    Source: Brealey, Myers, Allen, Principles of Corporate Finance, chapters 5 and 6; HM Treasury, Green Book (2022), on benefit-cost ratios.

    Edges: a project that is never below zero pays back at once (0); without a positive denominator a ratio is null.

    >>> flat, years = Discounting(((1, 0),)), Calendar("year", date(2027, 1, 1), 3)
    >>> flows = {"project_id": ["P"] * 3, "period_index": [0, 1, 2], "capex_minor": [100, 0, 0], "opex_minor": [0, 0, 0], "cost_minor": [100, 0, 0],
    ...          "benefit_minor": [0, 60, 60], "present_capex_minor": [100, 0, 0], "present_cost_minor": [100, 0, 0], "present_benefit_minor": [0, 60, 60]}
    >>> found = worth(pl.LazyFrame(flows), flat, years, 3).collect().row(0, named=True)
    >>> found["npv_minor"], found["roi_bp"], found["bcr_milli"], found["pi_milli"], found["payback_milli_periods"], found["equivalent_annual_cost_minor"]
    (20, 2000, 1200, 1200, 1666, 33)
    """
    net, present = pl.col("benefit_minor") - pl.col("cost_minor"), pl.col("present_benefit_minor") - pl.col("present_cost_minor")
    sums = flows.set_sorted(by[0]).group_by(*by).agg(
        pl.col(FLOWS).sum(), pl.col("present_capex_minor").sum(), npv_minor=present.sum(),
        payback_milli_periods=_payback(net), discounted_payback_milli_periods=_payback(present),
        first=pl.col("period_index").first(), until=pl.col("period_index").last() + 1,
    )  # fmt: skip
    annuities = _annuities(discounting, calendar, periods)
    until = sums.join(annuities, left_on="until", right_on="period_index", how="left", maintain_order="left")
    both = until.join(
        annuities.rename({"annuity": "annuity_before"}),
        left_on="first",
        right_on="period_index",
        how="left",
        maintain_order="left",
    )
    per_year = 12 // MONTHS[calendar.grain] * FACTOR_SCALE
    return both.select(
        *by, "npv_minor", *FLOWS,
        roi_bp=ratio(pl.col("benefit_minor") - pl.col("cost_minor"), pl.col("cost_minor"), SHARE_SCALE),
        bcr_milli=ratio(pl.col("present_benefit_minor"), pl.col("present_cost_minor"), MILLI),
        pi_milli=ratio(pl.col("npv_minor") + pl.col("present_capex_minor"), pl.col("present_capex_minor"), MILLI),
        equivalent_annual_cost_minor=ratio(pl.col("present_cost_minor"), pl.col("annuity") - pl.col("annuity_before"), per_year),
        payback_milli_periods="payback_milli_periods", discounted_payback_milli_periods="discounted_payback_milli_periods",
    ).sort(*by)  # fmt: skip


def _payback(net: pl.Expr) -> pl.Expr:
    """Thousandths of a period from the first flow to the last time the sum so far turns from negative to zero or more; rows in order of time."""
    sofar, period = net.cum_sum(), pl.col("period_index")
    below = sofar < 0
    turn = pl.len().cast(pl.Int64) - below.reverse().arg_max().cast(pl.Int64)  # the row after the last one below zero
    owed = -sofar.get(turn - 1)
    part = owed * MILLI // net.get(turn, null_on_oob=True)
    at = (period.get(turn, null_on_oob=True) - period.first() - 1) * MILLI + part
    return pl.when(sofar.min() >= 0).then(0).when(sofar.last() >= 0).then(at)


def _annuities(discounting: Discounting, calendar: Calendar, periods: int) -> pl.LazyFrame:
    """period_index from 0 to `periods`, annuity: the sum of the factors of the periods before it."""
    factors = discounting.factors(calendar, periods)
    sums = [0]
    for factor in factors:
        sums.append(sums[-1] + factor)
    return pl.LazyFrame(
        {"period_index": range(periods + 1), "annuity": sums}, schema={"period_index": pl.Int64, "annuity": pl.Int64}
    )


RETURNS = {"irr_bp": pl.Int64(), "irr_flag": pl.String(), "irr_roots_bp": pl.List(pl.Int64()), "mirr_bp": pl.Int64()}


def returns(flows: pl.LazyFrame, calendar: Calendar, finance: FinanceSection, by: Sequence[str] = PER_PROJECT) -> pl.LazyFrame:
    """One row for each of `by`: yearly rates of return of the undiscounted net flows of `period_flows`.

    - irr_bp: the internal rate of return, where it is the only one between -99 % and 1,000 % a year. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - irr_flag: one, none, several, or out_of_range. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - irr_roots_bp: every rate in that range at which the NPV is zero; one at which it only touches zero stands twice. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - mirr_bp: modified IRR: costs at the finance rate, benefits at the reinvestment rate; null without both. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.

    Source: Brealey, Myers, Allen, chapter 5; Lin 1976, The Modified Internal Rate of Return and Investment Criterion. MIRR by pyxirr.

    Edges: no change of sign: none; a period counts in whole, whatever finance.discounting says, which moves no root.

    >>> flows = {"project_id": ["P", "P"], "period_index": [0, 1], "cost_minor": [10_000, 0], "benefit_minor": [0, 11_000]}
    >>> returns(pl.LazyFrame(flows), Calendar("year", date(2027, 1, 1), 2), FinanceSection(discount_rate_bp=500)).collect().row(0)
    ('P', 1000, 'one', [1000], 1000)
    """
    rates = tuple(
        finance.discount_rate_bp if rate is None else rate for rate in (finance.finance_rate_bp, finance.reinvestment_rate_bp)
    )
    months = MONTHS[calendar.grain]

    def of_row(row: Mapping[str, list[int]]) -> tuple[object, ...]:
        by_period = dict(zip(row["period_index"], row["net"], strict=True))
        found = irr(by_period, months)
        return found.rate_bp, found.flag, list(found.roots_bp), _mirr(by_period, months, *rates)

    def of_all(frame: pl.DataFrame) -> pl.DataFrame:
        rows = [of_row(row) for row in frame.select("period_index", "net").iter_rows(named=True)]
        return frame.select(by).hstack(pl.DataFrame(rows, schema=RETURNS, orient="row"))

    nets = (
        flows.with_columns(net=pl.col("benefit_minor") - pl.col("cost_minor")).group_by(*by, maintain_order=True).agg("period_index", "net")
    )
    keys = {name: dtype for name, dtype in flows.collect_schema().items() if name in by}
    return nets.map_batches(of_all, schema=keys | RETURNS).sort(*by)


def delay_loss(now: pl.LazyFrame, later: pl.LazyFrame) -> pl.LazyFrame:
    """One row for each project: what waiting one period costs.

    now, later: `worth` of a start at the earliest period, and of one a period after.

    - delay_loss_minor: NPV now less NPV later; negative where waiting pays. From cost_lines.amount_minor, cost_lines.period_offset, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp, benefits.period_offset.

    Source: cost of delay, Reinertsen 2009, The Principles of Product Development Flow, chapter 2.

    Edges: costs and benefits of fixed periods stay where they are.

    >>> delay_loss(pl.LazyFrame({"project_id": ["P"], "npv_minor": [100]}), pl.LazyFrame({"project_id": ["P"], "npv_minor": [93]})).collect().row(0)
    ('P', 7)
    """
    both = now.select("project_id", "npv_minor").join(later.select("project_id", later="npv_minor"), on="project_id", how="left")
    return both.select("project_id", delay_loss_minor=pl.col("npv_minor") - pl.col("later")).sort("project_id")


def _mirr(flows: Mapping[int, int], months: int, finance_bp: int, reinvestment_bp: int) -> int | None:
    amounts = [float(flows.get(period, 0)) for period in range(min(flows, default=0), max(flows, default=-1) + 1)]
    if not (min(amounts, default=0) < 0 < max(amounts, default=0)):
        return None
    part = months / 12
    rate = pyxirr.mirr(amounts, (1 + finance_bp / SHARE_SCALE) ** part - 1, (1 + reinvestment_bp / SHARE_SCALE) ** part - 1)
    return None if rate is None else round(((1 + rate) ** (1 / part) - 1) * SHARE_SCALE)


def xnpv(flows: pl.LazyFrame, rate_bp: int, first_day: date, by: Sequence[str] = PER_PROJECT) -> pl.LazyFrame:
    """One row for each of `by`: net present value on `first_day` of dated flows (day, amount_minor), a year being 365 days.

    The day of a period's start, middle or end is `period_day`.

    - npv_minor: sum of amount / (1 + rate) ** (days / 365), each rounded half away from zero. From actuals.amount_minor, actuals.posted_on.

    Source: XNPV as spreadsheets define it; factors in decimal arithmetic, equal on every machine.

    Edges: a flow without a day or an amount makes the value unknown; one before `first_day` grows.

    >>> flows = pl.LazyFrame({"project_id": ["P", "P"], "day": [date(2027, 1, 1), date(2028, 1, 1)], "amount_minor": [-100, 110]})
    >>> xnpv(flows, 1000, date(2027, 1, 1)).collect().row(0)
    ('P', 0)
    """

    def factor(days: pl.Series) -> pl.Series:
        base = 1 + Decimal(rate_bp) / SHARE_SCALE
        with localcontext() as context:
            context.prec = 40
            table = {d: round(base ** (-Decimal(d) / DAYS_IN_YEAR) * FACTOR_SCALE) for d in days.unique().drop_nulls().to_list()}
        return days.replace_strict(table, default=None, return_dtype=pl.Int64)

    away = (pl.col("day") - first_day).dt.total_days().map_batches(factor, return_dtype=pl.Int64)
    product = pl.col("amount_minor").cast(pl.Int128) * away
    present = ((product.abs() + FACTOR_SCALE // 2) // FACTOR_SCALE * product.sign()).cast(pl.Int64)
    whole = present.is_not_null().all()
    return flows.group_by(*by).agg(npv_minor=pl.when(whole).then(present.sum())).sort(*by)


def period_day(calendar: Calendar, index: int, timing: Timing) -> date:
    """The day that money of period `index` moves on: its first, its middle one, or its last.

    >>> [period_day(Calendar("quarter", date(2027, 1, 1), 4), 0, timing).isoformat() for timing in ("start", "mid", "end")]
    ['2027-01-01', '2027-02-15', '2027-03-31']
    """
    first, after = calendar.period_start(index), calendar.period_start(index + 1)
    days = {"start": 0, "mid": (after - first).days // 2, "end": (after - first).days - 1}
    return first + timedelta(days=days[timing])
