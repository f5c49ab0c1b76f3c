"""Rules about costs, funds, prices and currencies, and the rule that every benefit has an owner.

The rules about the date of a benefit, and about several projects claiming one benefit, are in `projects.py`.
"""

from collections.abc import Mapping

import polars as pl

from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.statuses import is_candidate, is_in_flight
from cutline.valuation.deciding_lines import deciding_costs
from data_quality.rule_model.figures import money_words
from data_quality.rule_model.night import Night
from data_quality.rule_model.objections import objections_in_words, objections_to_groups, objections_to_rows, row_place
from data_quality.rule_model.owners import FINANCE
from data_quality.rule_model.rule import Rule


def _no_money(night: Night) -> pl.DataFrame:
    years = ", ".join(f"FY{year}" for year in night.settings.horizon().fiscal_years())
    return objections_in_words([] if night.choices.budgets.height else [("funds", f"no budget in {years}")])


def _money_outside_horizon(night: Night) -> pl.DataFrame:
    years = night.settings.horizon().fiscal_years()
    rows = night.tables["funds"].filter(~pl.col("fiscal_year").is_in(years) & (pl.col("amount_minor") > 0))
    return objections_to_rows(rows, pl.format("fund {}, {} of FY{}", "fund_id", "cost_class", "fiscal_year"), "fiscal_year")


def _thin_forecasts(night: Night) -> pl.DataFrame:
    kinds = night.tables["cost_lines"].group_by("project_id").agg(
        plan=pl.col("cost_class").filter(pl.col("kind") == "plan").unique(),
        forecast=pl.col("cost_class").filter(pl.col("kind") == "forecast").unique(),
    )  # fmt: skip
    lost = pl.col("plan").list.set_difference("forecast").list.sort()
    thin = kinds.filter((pl.col("forecast").list.len() > 0) & (lost.list.len() > 0)).sort("project_id")
    return objections_to_groups(
        thin,
        pl.format("project {}", "project_id"),
        pl.format("its forecast has no {}, its plan has", lost.list.join(", ")),
        "project_id",
    )


def _costs_that_stay(night: Night) -> pl.DataFrame:
    """Projects whose window has several starts although some of their costs are in fixed periods, and so do not move with
    the start.
    """
    calendar, own = night.settings.horizon(), night.choices.options.select("project_id").unique()
    earliest = calendar.index_expr(pl.col("earliest_start")).fill_null(0).clip(lower_bound=0)
    free = earliest + night.settings.planning.default_flexibility_periods
    last = calendar.index_expr(pl.col("latest_start")).fill_null(free).clip(upper_bound=calendar.periods - 1)
    waiting = night.tables["projects"].filter(~is_in_flight()).join(own, on="project_id", how="semi")
    windows = waiting.select("project_id", starts=last - earliest + 1).filter(pl.col("starts") > 1)
    fixed = deciding_costs(night.tables["cost_lines"]).filter(pl.col("period_start").is_not_null()).join(windows, on="project_id")
    first = fixed.unique("project_id", keep="first", maintain_order=True)
    return objections_to_rows(first, pl.format("project {} has {} possible starts", "project_id", "starts"), "period_start")


def _mixed_prices(night: Night) -> pl.DataFrame:
    candidates = night.tables["projects"].filter(is_candidate(night.settings.planning.candidate_status))
    lines = deciding_costs(night.tables["cost_lines"]).join(candidates, on="project_id", how="semi", maintain_order="left")
    lines = lines.filter(pl.col("price_basis").is_not_null())
    kinds = lines.group_by("price_basis").agg(pl.len(), pl.col("source_file", "source_row").first()).sort("price_basis")
    rows = objections_to_groups(kinds, row_place(), pl.format("{} line(s) in {} prices, the first here", "len", "price_basis"))
    return rows if kinds.height > 1 else rows.clear()


def _mixed_currencies(night: Night) -> pl.DataFrame:
    """Projects whose cost or benefit lines are in several currencies. Each line is converted, but several currencies
    are seldom intended.
    """
    own = night.tables["projects"].select("project_id", own="currency")
    found = []
    for name in ("cost_lines", "benefits"):
        lines = night.tables[name].join(own, on="project_id", how="left", maintain_order="left")
        stated = lines.with_columns(stated=pl.coalesce("currency", "own", pl.lit(night.settings.portfolio.currency)))
        several = stated.filter(pl.col("stated").n_unique().over("project_id") > 1).unique(
            "project_id", keep="first", maintain_order=True
        )
        all_of_them = stated.group_by("project_id").agg(pl.col("stated").unique().sort().str.join(", "))
        told_rows = several.drop("stated").join(all_of_them, on="project_id", how="left", maintain_order="left")
        found.append(objections_to_rows(told_rows, pl.format("project {}: {}", "project_id", "stated"), "currency"))
    return pl.concat(found)


def _capex_where_opex(night: Night) -> pl.DataFrame:
    quality = night.settings.quality
    classes = night.tables["projects"].select("project_id", "project_class")
    capex = night.tables["cost_lines"].filter((pl.col("cost_class") == "capex") & (pl.col("amount_minor") != 0))
    lines = capex.join(classes, on="project_id", how="left", maintain_order="left")
    of_class = pl.col("project_class").is_in(quality.opex_only_classes)
    of_type = pl.col("cost_type").is_in(quality.opex_only_cost_types)
    bad = lines.filter((of_class | of_type).fill_null(value=False))
    why = (
        pl.when(of_class.fill_null(value=False))
        .then(pl.format("class '{}'", "project_class"))
        .otherwise(pl.format("type '{}'", "cost_type"))
    )
    return objections_to_rows(bad, pl.format("project {}: capex of {}", "project_id", why), "cost_class")


def _outside_window(night: Night) -> pl.DataFrame:
    """Costs before their project may start or after its deadline. A project in flight may have costs before its
    earliest start.
    """
    about = night.tables["projects"].select("project_id", "status", "earliest_start", "deadline")
    lines = deciding_costs(night.tables["cost_lines"]).join(about, on="project_id", how="inner", maintain_order="left")
    horizon = night.settings.horizon()
    period, index = pl.col("period_start"), horizon.index_expr
    running = is_in_flight().fill_null(value=False)
    # An earliest start within a period means that period, as it does in the plan.
    early = (index(period) < index(pl.col("earliest_start"))) | (pl.col("period_offset") < 0)
    late = index(period) > index(pl.col("deadline"))
    bad = lines.filter(((early & ~running) | late).fill_null(value=False) & (pl.col("amount_minor") != 0))
    when = pl.coalesce(period.cast(pl.String), pl.format("{} periods before its start", -pl.col("period_offset")))
    window = pl.format(
        "{} to {}",
        pl.col("earliest_start").cast(pl.String).fill_null("any day"),
        pl.col("deadline").cast(pl.String).fill_null("any day"),
    )
    return objections_to_rows(
        bad, pl.format("project {}: a cost {}, its window is {}", "project_id", when, window), "period_start"
    )


def nearest_cost_totals(night_tables: Mapping[str, pl.DataFrame], currency: str) -> pl.DataFrame:
    """Projects that state a whole-life cost, with `total`, the one of their sums of cost lines that comes nearest to it.

    A project has one sum for each mode and kind of figures (plan, forecast). Each sum includes the lines that belong to all
    modes.

    Only projects whose lines are all known and all in the currency of the stated total are compared. The currency of a line
    is its own, else that of its project, else `currency`.
    """
    stated = night_tables["projects"].drop_nulls("whole_life_cost_minor")
    own = stated.select("project_id", own=pl.coalesce("currency", pl.lit(currency)))
    lines = night_tables["cost_lines"].join(own, on="project_id", how="inner", maintain_order="left")
    alike = pl.coalesce("currency", "own") == pl.col("own")
    known = (
        lines.group_by("project_id")
        .agg(pl.all_horizontal(pl.col("amount_minor").is_not_null(), alike).all().alias("alike"))
        .filter("alike")
    )
    whole = lines.filter(pl.col("mode_id").is_null()).group_by("project_id", "kind").agg(whole=pl.col("amount_minor").sum())
    modes = (
        lines.filter(pl.col("mode_id").is_not_null())
        .group_by("project_id", "kind", "mode_id")
        .agg(own=pl.col("amount_minor").sum())
    )
    sums = pl.concat([
        modes.join(whole, on=["project_id", "kind"], how="left").select("project_id", total=pl.col("own") + pl.col("whole").fill_null(0)),
        whole.join(modes, on=["project_id", "kind"], how="anti").select("project_id", total="whole"),
    ])  # fmt: skip
    return (
        stated.join(known, on="project_id", how="semi", maintain_order="left")
        .join(sums, on="project_id", how="inner", maintain_order="left")
        .with_columns(off=(pl.col("total") - pl.col("whole_life_cost_minor")).abs())
        .sort("off", "total")
        .unique("project_id", keep="first", maintain_order=True)
        .sort("project_id")
    )


def _lines_and_stated_total(night: Night) -> pl.DataFrame:
    """Projects whose lines do not sum to the stated total.

    The sums must agree to the cent. If the source counts in thousands or millions, they must agree to the precision in
    which the total is written: 994.95 k is precise to ten units of the currency. If the file states the unit itself (unit =
    "stated"), the total is taken as written in thousands.
    """
    scales = {}
    for source in night.settings.sources:
        maps = [feed.columns.get("whole_life_cost") for feed in source.feeds if feed.table == "projects"]
        unit = next((each.unit for each in maps if each), "1")
        scales[source.name] = {"stated": 3, "k": 3, "m": 6, "bn": 9}.get(unit, -9) + night.settings.portfolio.minor_digits
    places = pl.col("source_system").replace_strict(scales, default=-9, return_dtype=pl.Int64)
    stated = pl.col("whole_life_cost_minor")
    written = [pl.when((places >= zeros) & (stated % 10**zeros == 0)).then(10**zeros // 2).otherwise(0) for zeros in range(1, 12)]
    allowed = pl.max_horizontal(written)
    projects_with_quarantined_lines = night.quarantine.filter(pl.col("table") == "cost_lines")[
        "project_id"
    ].implode()  # some lines of these projects are in quarantine
    words = [money_words(name, night.settings) for name in ("whole_life_cost_minor", "total")]
    found = pl.format("project {}: stated {}, its lines sum to {}", "project_id", *words)
    return objections_to_rows(
        nearest_cost_totals(night.tables, night.settings.portfolio.currency).filter(
            (pl.col("off") > allowed) & ~pl.col("project_id").is_in(projects_with_quarantined_lines)
        ),
        found,
        "whole_life_cost_minor",
    )


def _required_unpaid(night: Night) -> pl.DataFrame:
    """Required projects that cannot be paid: every option needs money of a class and year in which no fund that may pay has
    money.
    """
    required = night.choices.requirements.select("project_id").unique()
    key = list(OPTION_KEY)
    options = night.choices.options.join(required, on="project_id", how="semi").select(key)
    needs = night.choices.spend.join(night.choices.years, on="fiscal_year", how="semi").join(options, on=key, how="semi")
    purses = night.choices.payers.join(night.choices.budgets.filter(pl.col("amount_minor") > 0), on="fund_id")
    unpaid = needs.join(purses, on=["project_id", "cost_class", "fiscal_year"], how="anti")
    payable = options.join(unpaid, on=key, how="anti")
    lost = unpaid.join(payable, on="project_id", how="anti").unique(["project_id", "cost_class", "fiscal_year"])
    lost = lost.sort("project_id", "fiscal_year", "cost_class")
    return objections_to_groups(
        lost,
        pl.format("project {}", "project_id"),
        pl.format("no fund may pay its {} of FY{}", "cost_class", "fiscal_year"),
        "project_id",
    )


def _benefits_without_owner(night: Night) -> pl.DataFrame:
    rows = night.tables["benefits"].filter(pl.col("owner").is_null())
    return objections_to_rows(rows, pl.format("project {}", "project_id"), "owner")


RULES = (
    Rule("funds_inside_horizon", "funds", "warn", FINANCE, "every budget is for a year that the horizon touches; other budgets do not influence the plan",
         "mend the fiscal year, or the horizon of the calendar", _money_outside_horizon, is_about_rows=True),
    Rule("funds_cover_horizon", "funds", "block", FINANCE, "at least one budget is inside the horizon",
         "send the budgets of these years, or move calendar.horizon_start", _no_money, is_relaxable=False, follows_from=("funds",)),
    Rule("required_can_be_paid", "funds", "block", FINANCE, "every required project has a fund that may pay for it, with money of the class and year",
         "add the budget, or let a fund pay for the project", _required_unpaid, is_relaxable=False, follows_from=("funds", "fund_eligibility")),
    Rule("costs_move_with_the_start", "cost_lines", "warn", FINANCE, "a project that may start at several times has its costs by period_offset",
         "give period_offset, so that costs move with the start; a fixed period_start stays where it is, and no start in a later fiscal year is offered", _costs_that_stay),
    Rule("forecast_covers_plan", "cost_lines", "warn", FINANCE, "a forecast has every cost class that its plan has, because it replaces the whole plan",
         "complete the forecast, or state 0 for the class", _thin_forecasts),
    Rule("cost_lines_one_price_basis", "cost_lines", "note", FINANCE, "all costs have one price basis; those with the other one are converted by the deflators",
         "state them in one basis at their source, or look at the table deflators", _mixed_prices),
    Rule("one_currency_a_project", "cost_lines", "note", FINANCE, "all figures of a project are in one currency",
         "mend the currency of the line, or convert it at its source", _mixed_currencies),
    Rule("capex_where_allowed", "cost_lines", "block", FINANCE, "there is no capex of a class or cost type that portfolio.toml declares as opex only",
         "book it as opex, or take the class out of quality.opex_only_classes or the type out of quality.opex_only_cost_types", _capex_where_opex, is_about_rows=True),
    Rule("costs_inside_window", "cost_lines", "warn", FINANCE, "no cost comes before its project may start or after its deadline",
         "mend the period of the cost, or the project's dates", _outside_window, is_about_rows=True),
    Rule("lines_sum_to_stated_cost", "projects", "warn", FINANCE, "cost lines sum to the stated whole-life cost, to the cent or to the precision in which it is written",
         "mend the lines or the stated total; a line may be missing", _lines_and_stated_total),
    Rule("benefits_have_owner", "benefits", "warn", "portfolio office", "someone answers for every benefit", "name the owner", _benefits_without_owner, is_about_rows=True,
         expectation="expect_column_values_to_not_be_null", arguments={"column": "owner"}),
)  # fmt: skip
