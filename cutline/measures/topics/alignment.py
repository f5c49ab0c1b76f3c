"""The topic alignment: weights of criteria, scores, line of sight, unaligned projects and shared benefits."""

from cutline.contracts.tables.records import Tables
from cutline.measures.metric_table import Frames, MetricTable
from cutline.measures.set_aside import NOTHING_SET_ASIDE, SetAside, mask_all
from cutline.metrics.alignment.consistency import consistency
from cutline.metrics.alignment.criterion_weights import criterion_weights
from cutline.metrics.alignment.line_of_sight import line_of_sight, unaligned_projects
from cutline.metrics.alignment.shared_benefits import shared_benefits
from cutline.metrics.alignment.weighted_scores import weighted_scores
from cutline.metrics.progress.default_mode import default_lines
from cutline.settings.all_settings import Settings
from cutline.valuation.currency import in_portfolio_currency
from cutline.valuation.deciding_lines import deciding_benefits

ALIGNMENT_TABLES = ("benefits", "comparisons", "criteria", "modes", "projects", "rates", "scores")
METRIC_TABLES = (
    MetricTable("criteria_weights", (criterion_weights,), "weight of each scored criterion"),
    MetricTable("consistency", (consistency,), "consistency of criteria that are compared in pairs"),
    MetricTable("scores", (weighted_scores,)),
    MetricTable(
        "line_of_sight",
        (line_of_sight,),
        "which project contributes to which objective, through which criterion and by how much",
        keys=("objective_id", "criterion_id", "project_id"),
    ),
    MetricTable(
        "unaligned",
        (unaligned_projects,),
        "projects that serve no criterion, or of which it is unknown whether they do",
        keys=("project_id", "reason", "zero_criteria", "unknown_criteria"),
    ),
    MetricTable("shared_benefits", (shared_benefits,), "benefits that several projects claim"),
)


def alignment_metrics(tables: Tables, settings: Settings, aside: SetAside = NOTHING_SET_ASIDE) -> Frames:
    """criteria_weights, consistency, scores, line_of_sight, unaligned and shared_benefits. aside: what was set aside on this
    night.
    """
    criteria, scores, comparisons, projects = (tables[name].lazy() for name in ("criteria", "scores", "comparisons", "projects"))
    normalisation = settings.alignment.normalisation
    claims = deciding_benefits(in_portfolio_currency("benefits", tables, settings)).lazy()
    unread_claims = aside.projects("benefits", "modes")
    found = {
        "criteria_weights": criterion_weights(criteria, comparisons).collect(),
        "consistency": consistency(criteria, comparisons, settings.alignment.max_inconsistency_bp).collect(),
        "scores": weighted_scores(criteria, scores, comparisons, normalisation).collect(),
        "line_of_sight": line_of_sight(criteria, scores, comparisons, projects, normalisation).collect(),
        "unaligned": unaligned_projects(criteria, scores, comparisons, projects, aside.projects("scores")).collect(),
        "shared_benefits": shared_benefits(default_lines(claims, tables["modes"].lazy()), unread_claims).collect(),
    }
    return mask_all(found, METRIC_TABLES, aside)
