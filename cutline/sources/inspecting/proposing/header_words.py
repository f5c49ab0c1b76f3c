"""The names that other systems give to the canonical columns, and how well a header is like one of them.

The contract's own name of a column always counts as well.
"""

import re

from rapidfuzz import fuzz

# Names of canonical columns in other systems. The contract's own name always counts.
ALIASES: dict[str, tuple[str, ...]] = {
    "project_id": ("project", "project number", "project code", "project ref", "project reference", "project key", "unique id", "unique project id", "id", "project no", "number", "projekt nr",
                   "projekt", "proj id", "investment id", "unique investment identifier", "issue key", "key", "pid", "fms id", "award id", "award", "grant id", "numer", "code projet", "projet", "projektnummer", "n° projet", "numéro de projet", "code du projet", "id proyecto", "código de proyecto", "codice progetto", "id progetto"),
    "name": ("project name", "project title", "title", "investment name", "investment title", "summary", "proj name", "bezeichnung", "tytuł projektu", "libellé", "intitulé", "projektname", "projektbezeichnung", "projekttitel", "nom du projet", "intitulé du projet", "nombre del proyecto", "nombre proyecto", "nome progetto", "nome del progetto", "titolo"),
    "owner_unit": ("department", "business unit", "division", "organisation", "organization", "agency", "agency name", "department name", "directorate", "managing agency", "owning department", "abteilung", "bereich", "organisationseinheit", "direction", "service", "departamento", "unidad", "dipartimento", "direzione"),
    "programme_id": ("programme", "program", "program id", "programm", "programa", "programma"),
    "portfolio_id": ("portfolio",),
    "sponsor": ("executive sponsor", "project sponsor", "sro", "senior responsible owner", "auftraggeber", "commanditaire", "patrocinador"),
    "manager": ("project manager", "pm", "projektleiter", "projektleitung", "chef de projet", "jefe de proyecto", "responsabile di progetto"),
    "status": ("project status", "state", "current status", "current phase", "phase", "project phase", "project state", "projektstatus", "projektstand", "statut", "état", "estado", "stato"),
    "project_class": ("category", "report category", "project type", "project class", "project category", "class", "type", "sector 1"),
    "theme": ("strategic theme", "theme 1", "strategic objective", "strategisches thema", "thème", "tema"),
    "region": ("area", "borough", "region name"),
    "reported_rag": ("rag", "rag rating", "rag status", "colour rating", "color rating", "delivery confidence assessment", "mpa rag rating", "health", "ipa rating"),
    "whole_life_cost": ("lifecycle cost", "life cycle cost", "total budget", "total budgeted whole life costs", "wlc baseline", "total cost", "total project cost", "current project cost", "project cost",
                        "total estimated cost", "estimated total cost", "budget at completion", "whole life costs", "gesamtkosten", "coût total", "costo total", "coste total", "costo totale"),
    "earliest_start": ("start date", "project start date", "planned start", "planned start date", "start", "beginn", "startdatum", "projektbeginn", "début", "date de début", "inicio", "fecha de inicio", "fecha inicio", "inizio", "data inizio", "data di inizio"),
    "deadline": ("end date", "project end date", "finish date", "completion date", "project closing date", "closing date", "estimated completion date", "planned completion date", "planned finish",
                 "due date", "target date", "finish", "end", "ende", "enddatum", "projektende", "fin", "date de fin", "fecha de fin", "fecha fin", "fine", "data fine", "data di fine"),
    "updated_by": ("modified by", "last modified by", "last updated by"),
    "updated_at": ("updated", "last updated", "last modified", "modified", "updated date", "updated on", "modified date", "date updated", "last update", "updated date time"),
    "amount": ("cost", "planned cost", "budget", "betrag", "total amount", "kosten", "montant", "coût", "importe", "costo", "coste", "importo"),
    "period_start": ("period", "month", "posting period", "quarter", "period start date", "monat", "buchungsperiode", "mois", "période", "mes", "periodo", "mese"),
    "cost_class": ("capex opex", "expenditure type"),
    "cost_type": ("cost category", "cost element", "cost type", "kostenart", "nature de coût", "tipo de coste", "tipo di costo"),
    "role_id": ("role", "resource", "skill", "role name", "resource name", "rolle", "rôle", "profil", "rol", "ruolo"),
    "home_role": ("role", "job role"),
    "person_id": ("person", "employee", "employee id", "staff id"),
    "fte": ("headcount", "demand fte"),
    "fte_gross": ("fte", "capacity", "available fte", "headcount"),
    "fund_id": ("fund", "funding source", "fund code", "fund source", "fonds", "budgettopf", "fondo", "source de financement"),
    "fiscal_year": ("year", "fy", "budget year", "haushaltsjahr", "geschäftsjahr", "exercice", "ejercicio", "esercizio"),
    "risk_id": ("risk", "risk ref"),
    "probability": ("likelihood", "chance", "risk probability", "eintrittswahrscheinlichkeit", "wahrscheinlichkeit", "probabilité", "probabilidad", "probabilità"),
    "impact_likely": ("impact", "likely impact", "cost impact", "risk impact"),
    "milestone_id": ("milestone", "milestone name"),
    "baseline_date": ("baseline", "planned date", "original date"),
    "forecast_date": ("forecast", "expected date", "revised date"),
    "actual_date": ("actual", "completed on", "completed"),
    "currency": ("ccy", "currency code", "währung", "devise", "moneda", "divisa", "valuta"),
    "raw": ("score", "points", "punkte", "points attribués", "puntuación", "punteggio"),
    "criterion_id": ("criterion", "criteria"),
    "scored_on": ("date scored",),
    "account": ("gl account", "ledger account", "cost element"),
    "earned": ("earned value", "ev", "bcwp"),
    "planned": ("planned value", "pv", "bcws"),
    "actual": ("actual cost", "ac", "acwp"),
    "budget_at_completion": ("bac",),
}  # fmt: skip

EXACT, ENDS, STARTS, TYPING_MISTAKE, INSIDE = 100, 90, 88, 86, 74
LONG_ALIAS = 8  # letters from which the beginning or the end of a header may decide
# Words beside an alias that make the header another thing than the alias: the name of an agency, the code of a status.
OTHER_THINGS = frozenset(
    re.findall(
        r"\w+",
        "variance change changes comment comments narrative notes note description url link score rating rank count number no code percent pct "
        "explanation reason type category name date id flag previous prior last parent predecessor sub reported by status currency source year "
        "history per level experience time group",
    )
)


def words_of(header: str) -> str:
    """The words of a header in lower case, without units and remarks in brackets: `projectName` is `project name`."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.sub(r"\(.*?\)|\[.*?\]|[£€$%]", " ", header))
    return " ".join(re.findall(r"[^\W_]+", plain.casefold()))


def likeness(header: str, plain: str) -> tuple[int, str]:
    """How well a header is like a canonical column, from 0 to 100, and the name that it is like. plain: the column's name.

    Beside a name of two words or more, other words may stand before or behind it: `Estimated completion date of project`. A
    word of OTHER_THINGS beside it makes the header another thing.
    """
    words = words_of(header)
    return max((_likeness(words, alias), alias) for alias in (plain.replace("_", " "), *ALIASES.get(plain, ())))


def _likeness(words: str, alias: str) -> int:
    if words == alias or sorted(words.split()) == sorted(alias.split()):
        return EXACT
    if words.replace(" ", "") == alias.replace(" ", ""):
        return EXACT
    rest = set(words.split()) - set(alias.split())
    is_whole = " " in alias and len(alias) > LONG_ALIAS and not rest & OTHER_THINGS
    if is_whole and words.endswith(" " + alias):
        return ENDS
    if is_whole and words.startswith(alias + " "):
        return STARTS
    if len(words) > LONG_ALIAS and fuzz.ratio(words, alias) >= ENDS and len(words.split()) == len(alias.split()):
        return TYPING_MISTAKE if not (set(words.split()) - set(alias.split())) & OTHER_THINGS else 0
    if set(alias.split()) < set(words.split()) and not rest & OTHER_THINGS and len(rest) <= len(alias.split()) + 1:
        return INSIDE
    return 0
