"""Projects that cannot be offered to the optimiser, each with the reason."""

import polars as pl

from cutline.choices.mode_intents import running_modes
from cutline.choices.options.modes_and_starts import lines_of_unknown_modes, without_costs
from cutline.contracts.deciding_tables import DECIDING_TABLES
from cutline.contracts.statuses import is_candidate
from cutline.contracts.tables import Tables
from cutline.settings.loading import Settings
from cutline.sources.typing.parsing import BY_RULE


def projects_left_out(
    tables: Tables,
    costs: pl.DataFrame,
    benefits: pl.DataFrame,
    scores: pl.DataFrame,
    quarantine: pl.DataFrame,
    settings: Settings,
) -> pl.DataFrame:
    """One reason for each project that cannot be offered to the optimiser, the first that applies."""
    projects = tables["projects"]

    def reason(ids: pl.DataFrame, code: str, text: str | pl.Expr) -> pl.DataFrame:
        return ids.select("project_id", code=pl.lit(code), text=pl.lit(text) if isinstance(text, str) else text)

    bad = (
        quarantine.filter(pl.col("table").is_in(DECIDING_TABLES) & pl.col("project_id").is_not_null())
        .group_by("project_id", maintain_order=True)
        .agg(
            pl.when(pl.col("action").eq_missing(BY_RULE))
            .then(pl.format("{} row {}, rule {}: {}", "source_file", "source_row", "rule", "found"))
            .otherwise(pl.format("{} row {}: {} is '{}'", "source_file", "source_row", "column", "found"))
            .first()
            .alias("first"),
            pl.len(),
        )
    )
    known = projects.select("project_id")
    unknown_cost = costs.filter(pl.col("amount_minor").is_null())
    unknown_mode = pl.concat(lines_of_unknown_modes(tables, name) for name in ("cost_lines", "benefits", "demand"))
    mode_text = pl.format("{} row {} names the mode '{}', which it does not have", "source_file", "source_row", "mode_id")
    offered = running_modes(tables["modes"])
    all_refused = tables["modes"].join(offered, on="project_id", how="anti")
    unknown_need = tables["demand"].filter(pl.col("milli_fte").is_null())
    status = projects.filter(~is_candidate(settings.planning.candidate_status))
    parts = [
        reason(status, "status", pl.format("its status is {}", pl.col("status").str.replace_all("_", " "))),
        reason(
            tables["decisions"].filter(pl.col("decision").is_in(["force_out", "reject", "defer"])), "decision",
            pl.format("{} by {}: {}", pl.col("decision").str.replace_all("_", " "), pl.col("decided_by").fill_null("unknown"), pl.col("reason").fill_null("no reason given")),
        ),
        reason(bad, "data", pl.format("{} bad cell(s) or row(s) in quarantine; the first: {}", "len", "first")),
        reason(unknown_mode, "data", mode_text),
        reason(all_refused, "window", "none of its modes may be chosen"),
        reason(known.join(costs, on="project_id", how="anti"), "data", "it has no cost lines, so its cost is unknown"),
        reason(without_costs(offered, costs, whole_project=True), "data", "none of its modes has a cost line, so its cost is unknown"),
        reason(unknown_cost, "data", "part of its cost is unknown in the export"),
        reason(unknown_need, "data", "part of the people it needs is unknown in the export"),
    ]  # fmt: skip
    if settings.planning.objective == "value":
        parts.append(
            reason(benefits.filter(pl.col("amount_minor").is_null()), "data", "part of its benefits is unknown in the export")
        )
    else:
        parts.append(
            reason(known.join(scores, on="project_id", how="anti"), "data", "it has no score for at least one criterion")
        )
    return pl.concat(parts).unique("project_id", keep="first", maintain_order=True).sort("project_id")
