"""Proposes the feeds that a register of projects gives beside its projects: costs, benefits, milestones, scores, risks, work."""

import re
from dataclasses import replace

from cutline.contracts.tables.all_tables import TABLES
from cutline.sources.inspecting.findings import ColumnProfile, Inspection
from cutline.sources.inspecting.proposing.block_text import OPEN, Question, Setting, plain
from cutline.sources.inspecting.proposing.column_choices import ColumnChoice, FeedChoice, plain_column, words_offered
from cutline.sources.inspecting.proposing.header_words import words_of
from cutline.sources.inspecting.proposing.matching import BENEFIT, CONFIDENT, HeaderMatch, Proposal
from cutline.sources.mapping.headers import folded_header
from cutline.sources.toml_text import toml_string

# Columns of money that are not what a project will cost: differences, what is spent, what comes in, prices.
NO_COST = re.compile(
    r"\b(?:variance|change|changes|difference|delta|actual|actuals|spent|spend to date|to date|paid|npv|irr|benefits?|savings?|revenue|income|grant|funding|grantamt|funded"
    r"|impact|exposure|risk|contribution|commitment|commitments|price|rate|salary|unit|prior|previous|remaining|balance)\b"
)
NO_BENEFIT = re.compile(r"\b(?:variance|change|actual|ratio|realised|realized|cost)\b")
# Dates that a project passes, and dates about the record and not the project.
PASSED = re.compile(
    r"start|begin|finish|complet|clos(?:e|ing)|deadline|approv|go ?live|launch|deliver|target|milestone|handover|opening|award|construction|tender|\b(?:end|ends|due|design|gate|ende)\b"
    r"|end ?date"
)
OF_THE_RECORD = re.compile(
    r"\b(?:updated|update|modified|created|as of|asof|report|reported|reporting|snapshot|viewed|entered|posted|extract|extracted|loaded|provided)\b"
)
KINDS_OF_DATE = {
    "baseline_date": r"\b(?:baseline|original|originally)\b", "actual_date": r"\b(?:actual|actually|completed|closed)\b",
    "forecast_date": r"\b(?:forecast|expected|estimated|projected|revised)\b",
}  # fmt: skip
RATED = re.compile(r"\b(?:priority|rag|rating|confidence|criticality|importance|urgency|ranking|score|grade)\b")
CHANCE, IMPACT = re.compile(r"\b(?:probability|likelihood)\b"), re.compile(r"\b(?:impact|exposure)\b")
WORK = re.compile(r"\b(?:fte|ftes|hours|headcount)\b")
TOLD_BY_HEADER, ONE_OF_SEVERAL = 90, 50  # the confidence of a feed that one header tells, and that a person must choose for
ONCE = ("risks", "scores", "milestones")  # tables that need one row for each project
SAME_FOR_ALL = {"currency", "price_basis"}  # columns that say the same of every figure of a row
OWN_DATES = ("earliest_start", "latest_start", "deadline")
MOST_GRADES = 12
MOST_MILESTONES = 8
SCALES = (5, 10, 100, 1000)


def side_feeds(
    inspection: Inspection, register: Proposal, used: set[str], taken: set[str], chosen: tuple[Setting, ...] = ()
) -> list[FeedChoice]:
    """The feeds beside the projects of a register. used: headers that other feeds read. taken: the tables that other feeds
    fill. chosen: the choice of rows of the projects, which counts for these feeds as well.
    """
    project = register.of("project_id")
    if project is None:
        return []
    free = [column for column in inspection.columns if column.header not in used | {project.profile.header} and column.filled]
    feeds: list[FeedChoice] = []
    if "cost_lines" not in taken:
        feeds += _costs(free, register, project)
    if "benefits" not in taken:
        feeds += _benefits(free, project)
    if "risks" not in taken:
        feeds += _risks(free, project)
    if "scores" not in taken:
        feeds += _scores(free, register, project)
    if "demand" not in taken:
        feeds += _work(free, project)
    if "milestones" not in taken:
        feeds += _milestones(free, project)
    feeds = [replace(feed, columns=(*feed.columns, *_not_its_own(feed, inspection))) for feed in feeds]
    if chosen:
        return [replace(feed, above=chosen) for feed in feeds]
    is_one_row = project.profile.distinct == project.profile.filled
    return [feed for feed in feeds if is_one_row or feed.table not in ONCE]


def _not_its_own(feed: FeedChoice, inspection: Inspection) -> list[ColumnChoice]:
    """The columns of a feed that a night would read from a column of the same name, which speaks of the project: the status of a
    project is not that of its risk. They are unknown in the feed.
    """
    mapped = {choice.plain for choice in feed.columns} | SAME_FOR_ALL
    headers = {folded_header(column.header): column.header for column in inspection.columns}
    return [
        ColumnChoice(column.plain, None, f"{headers[column.plain]!r} is the project's own.", value='""')
        for column in TABLES[feed.table].columns
        if column.plain in headers and column.plain not in mapped
    ]


def _project(project: HeaderMatch) -> ColumnChoice:
    return ColumnChoice("project_id", project.profile)


def one_amount_columns() -> tuple[ColumnChoice, ...]:
    """The columns of costs that a file with one amount for each project does not say."""
    return (
        offset("the file gives one amount for each project, and no period."),
        _words_asked("cost_lines", "cost_class", "the file does not say it."),
        _words_asked(
            "cost_lines", "kind", "the file does not say whether this is the plan of today, the first plan, or a forecast."
        ),
    )


def _words_asked(table: str, name: str, text: str) -> ColumnChoice:
    """A column of fixed values that the file does not say, as a question."""
    words = words_offered(plain_column(table, name))
    return ColumnChoice(name, None, value=OPEN, questions=(Question(text, words),))


def offset(what: str) -> ColumnChoice:
    """The question in which period of the project a figure falls. what: why it is asked."""
    answers = ('"0" (the period in which the project starts)', '"1" (the one after it)')
    return ColumnChoice(
        "period_offset",
        None,
        value=OPEN,
        questions=(Question(f"{what} In which period of the project?", answers, is_example=True),),
    )


def _added_up(profile: ColumnProfile, project: HeaderMatch) -> tuple[Setting, ...]:
    """Whether the rows of one project are lines to add up."""
    if project.profile.distinct == project.profile.filled:
        return ()
    answers = ('"add_up" (the rows are parts of a sum)', '"once" (rows that say the same are one)')
    return (
        plain(
            "repeated_rows",
            OPEN,
            "",
            Question(f"several rows name the same project. What are they in {profile.header!r}?", answers),
        ),
    )


def _costs(free: list[ColumnProfile], register: Proposal, project: HeaderMatch) -> list[FeedChoice]:
    money = [column for column in free if column.kind == "money" and not NO_COST.search(words_of(column.header))]
    whole = register.of("whole_life_cost")
    if not money and whole is not None:
        money = [whole.profile]
    if not money:
        return []
    first = whole.profile if whole is not None and whole.score >= CONFIDENT and whole.profile in money else money[0]
    headers = tuple(dict.fromkeys(column.header for column in sorted(money, key=lambda column: column is not first)))
    # Columns of one header are told apart by their places, and not by the header.
    rivals = tuple(toml_string(header) for header in headers) if len(headers) > 1 else ()
    asked = (Question("which column states what the project costs in the plan?", rivals, about="from"),) if rivals else ()
    units = {column.unit.value for column in money if column.unit}
    said = "cost_lines: " + (
        f"{len(money)} columns of money may be its cost." if rivals else f"{first.header!r} states one amount for each project."
    )
    amount = ColumnChoice("amount", first, rivals=rivals, questions=asked)
    if rivals and len(units) > 1:
        said += " They differ in their units: set the unit of the one that you choose."
    columns = (_project(project), amount, *one_amount_columns())
    sure = ONE_OF_SEVERAL if rivals else TOLD_BY_HEADER
    return [FeedChoice("cost_lines", columns, said, sure, _added_up(first, project), headers=(first.header,))]


def _benefits(free: list[ColumnProfile], project: HeaderMatch) -> list[FeedChoice]:
    feeds = []
    for column in free:
        words = words_of(column.header)
        if column.kind == "money" and BENEFIT.search(words) and not NO_BENEFIT.search(words):
            columns = (
                _project(project),
                ColumnChoice("amount", column),
                offset("the file gives one amount for each project, and no period."),
                _words_asked("benefits", "category", "the file does not say what kind of benefit it is."),
            )
            feeds.append(
                FeedChoice(
                    "benefits",
                    columns,
                    f"benefits: {column.header!r} states one amount for each project.",
                    TOLD_BY_HEADER,
                    _added_up(column, project),
                )
            )
    return feeds


def _risks(free: list[ColumnProfile], project: HeaderMatch) -> list[FeedChoice]:
    """One risk for each project, if the register has a chance and an impact in money."""
    chance = next(
        (column for column in free if column.kind in ("percent", "number") and CHANCE.search(words_of(column.header))), None
    )
    impact = next((column for column in free if column.kind == "money" and IMPACT.search(words_of(column.header))), None)
    if chance is None or impact is None:
        return []
    columns = (
        _project(project),
        ColumnChoice("risk_id", None, value=toml_string(words_of(impact.header))),
        ColumnChoice("probability", chance),
        ColumnChoice("impact_likely", impact),
    )
    return [FeedChoice("risks", columns, f"risks: {chance.header!r} and {impact.header!r} give one risk for each project.")]


def _scores(free: list[ColumnProfile], register: Proposal, project: HeaderMatch) -> list[FeedChoice]:
    """A feed for each column of scores. Ratings and grades, such as a traffic light, are proposed as a comment: they may judge the
    state of a project and not its worth, which is the reader's to say.
    """
    rag = register.of("reported_rag")
    feeds = []
    for column in free:
        words = words_of(column.header)
        is_score = column.kind == "score" and re.search(r"\b(?:scores?|points)\b", words) is not None
        is_rated = column.kind == "score" and not re.search(r"\b(?:index|weight|rank|ranking)\b", words)
        is_grade = (
            column.kind == "text" and column.distinct <= MOST_GRADES and (RATED.search(words) or (rag and rag.profile is column))
        )
        if is_score or is_rated or (is_grade and 1 < column.distinct < column.filled):
            feeds.append(_score(column, project, is_off=not is_score))
    return feeds


def _score(column: ColumnProfile, project: HeaderMatch, *, is_off: bool) -> FeedChoice:
    criterion = re.sub(r"\W+", "_", words_of(column.header)[:40]).strip("_") or "score"
    greatest = re.sub(r"\D.*", "", column.greatest) or "0"
    scales = [scale for scale in SCALES if scale >= int(greatest)] or [int(greatest)]
    question = Question(
        f"what is the best possible score? The greatest in the file is {column.greatest}." if column.greatest else "what is the best possible score?",
        tuple(f'"{scale}"' for scale in scales), is_example=True,
    )  # fmt: skip
    columns = (
        _project(project),
        ColumnChoice("criterion_id", None, value=toml_string(criterion)),
        ColumnChoice("raw", column),
        ColumnChoice("scale", None, value=OPEN, questions=(question,)),
    )
    said = f"scores: {column.header!r} {'holds ratings or grades' if is_off else 'holds scores'}."
    return FeedChoice(
        "scores", columns, said + (" Switch it on to plan by them." if is_off else ""), is_off=is_off, criterion=criterion
    )


def _work(free: list[ColumnProfile], project: HeaderMatch) -> list[FeedChoice]:
    for column in free:
        words = words_of(column.header)
        if column.kind == "number" and WORK.search(words) and not re.search(r"\b(?:actual|remaining|rate|per)\b", words):
            if "hours" in words:
                continue  # hours also need the hours of an FTE; they stay in the list of columns that nothing reads
            role = Question("whose work is it? Name one role for all projects.", ('"Staff"',), is_example=True)
            columns = (
                _project(project),
                ColumnChoice("role_id", None, value=OPEN, questions=(role,)),
                ColumnChoice("fte", column),
                offset("the file gives one number of FTE for each project, and no period."),
            )
            return [
                FeedChoice(
                    "demand",
                    columns,
                    f"demand: {column.header!r} states the FTE of each project.",
                    above=_added_up(column, project),
                )
            ]
    return []


def _milestones(free: list[ColumnProfile], project: HeaderMatch) -> list[FeedChoice]:
    """A feed for each date that a project passes. What the date is, is asked unless the header says it."""
    feeds = []
    for column in free:
        words = words_of(column.header)
        is_own = folded_header(column.header) in OWN_DATES  # the file is written like our own template
        if column.kind != "date" or is_own or OF_THE_RECORD.search(words) or not PASSED.search(words):
            continue
        told = [name for name, pattern in KINDS_OF_DATE.items() if re.search(pattern, column.header.lower().replace("_", " "))]
        asked = (
            ()
            if len(told) == 1
            else (Question(f"what is the date {column.header!r}?", ("baseline_date", "forecast_date", "actual_date")),)
        )
        choice = ColumnChoice(
            told[0] if len(told) == 1 else "forecast_date", column, questions=asked, written="" if len(told) == 1 else OPEN
        )
        columns = (_project(project), ColumnChoice("milestone_id", None, value=toml_string(words)), choice)
        feeds.append(FeedChoice("milestones", columns, f"milestones: each project passes {column.header!r}."))
    return feeds[:MOST_MILESTONES]
