"""The table of the names that other systems give to the canonical columns.

The contract's own name of a column always counts as well.
"""

# Names of canonical columns in other systems. The contract's own name always counts.
ALIASES: dict[str, tuple[str, ...]] = {
    "project_id": ("project", "project id", "project number", "project code", "project ref", "unique id", "id", "project no", "projekt nr", "investment id", "key"),
    "name": ("project name", "project title", "title", "projectname", "investment name", "summary"),
    "owner_unit": ("department", "business unit", "division", "organisation", "agency", "owner unit", "directorate"),
    "programme_id": ("programme", "program", "programme id"),
    "sponsor": ("sponsor", "executive sponsor", "sro"),
    "manager": ("project manager", "pm", "manager"),
    "status": ("status", "project status", "state", "phase"),
    "project_class": ("category", "report category", "project type", "class", "type", "sector 1"),
    "theme": ("theme", "strategic theme", "theme 1", "objective"),
    "region": ("region", "area"),
    "reported_rag": ("rag", "rag rating", "colour rating", "color rating", "delivery confidence assessment", "mpa rag rating", "health", "ipa rating"),
    "whole_life_cost": ("whole life cost", "total budget", "total budgeted whole life costs", "wlc baseline", "total cost", "current project cost", "budget at completion"),
    "earliest_start": ("start date", "project start date", "earliest start", "planned start"),
    "deadline": ("end date", "project end date", "finish date", "completion date", "project closing date", "estimated completion date", "due date"),
    "amount": ("amount", "cost", "value", "planned cost", "betrag"),
    "period_start": ("period", "month", "period start", "posting period", "quarter"),
    "cost_class": ("capex opex", "cost class", "expenditure type"),
    "cost_type": ("cost type", "cost category", "cost element"),
    "role_id": ("role", "resource", "skill", "role name"),
    "fte": ("fte", "headcount", "demand fte"),
    "fte_gross": ("fte", "capacity", "available fte", "headcount"),
    "fund_id": ("fund", "funding source", "fund code"),
    "fiscal_year": ("fiscal year", "year", "fy", "budget year"),
    "risk_id": ("risk id", "risk ref"),
    "probability": ("probability", "likelihood", "chance"),
    "impact_likely": ("impact", "likely impact", "cost impact"),
    "milestone_id": ("milestone", "milestone id", "milestone name"),
    "baseline_date": ("baseline date", "baseline", "planned date"),
    "forecast_date": ("forecast date", "forecast", "expected date"),
    "actual_date": ("actual date", "actual", "completed on"),
    "currency": ("currency", "ccy", "currency code"),
}  # fmt: skip
