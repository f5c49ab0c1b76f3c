"""Rules about dependencies between projects: self-edges, cycles, and contradictions among required projects.

Required projects are those that must be in every plan.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import networkx as nx
import polars as pl

from data_quality.rule_model.night import Night
from data_quality.rule_model.objections import as_objections, objections_to_groups, objections_to_rows
from data_quality.rule_model.owners import OFFICE
from data_quality.rule_model.rule import Rule

ORDERED = ("requires", "finish_to_start", "start_to_start", "any_of")
BINDING = ("requires", "finish_to_start", "start_to_start", "together")


def _self_edges(night: Night) -> pl.DataFrame:
    edges = night.tables["dependencies"]
    return objections_to_rows(
        edges.filter(pl.col("from_project_id") == pl.col("to_project_id")), pl.col("from_project_id"), "to_project_id"
    )


def _cycles(night: Night) -> pl.DataFrame:
    edges = night.tables["dependencies"].filter(
        pl.col("type").is_in(ORDERED) & (pl.col("from_project_id") != pl.col("to_project_id"))
    )
    graph: nx.DiGraph[str] = nx.DiGraph(edges.select("from_project_id", "to_project_id").iter_rows())
    rows = []
    for component in sorted(nx.strongly_connected_components(graph), key=sorted):
        if len(component) > 1:
            steps = [a for a, _ in nx.find_cycle(graph.subgraph(component))]
            first = steps.index(min(steps))
            rows.append(
                {"where": "dependencies", "found": " → ".join([*steps[first:], *steps[: first + 1]]), "project_id": min(steps)}
            )
    return as_objections(pl.DataFrame(rows, schema={"where": pl.String, "found": pl.String, "project_id": pl.String}))


def required_chains(night: Night) -> dict[str, tuple[str, ...]]:
    """Each project that must be in every plan, with the chain of projects that makes it required.

    A chain begins with a project that is itself required; each next project is needed by the project before it.
    """
    edges = (
        night.choices.dependencies.filter(pl.col("type").is_in(BINDING))
        .select("from_project_id", "to_project_id")
        .unique()
        .sort(pl.all())
    )
    needs: dict[str, list[str]] = {}
    for a, b in (*edges.iter_rows(), *_all_or_none_pairs(night)):
        needs.setdefault(a, []).append(b)
    chains: dict[str, tuple[str, ...]] = {
        project: (project,) for project in night.choices.requirements["project_id"].unique().sort()
    }
    waiting = list(chains)
    while waiting:
        project = waiting.pop(0)
        for other in needs.get(project, []):
            if other not in chains:
                chains[other] = (*chains[project], other)
                waiting.append(other)
    return chains


def _all_or_none_pairs(night: Night) -> Iterator[tuple[str, str]]:
    """Pairs (a, b) of which a needs b, from declared programmes of which all or none of the members run.

    The first member needs each other member, and each other member needs the first: that is enough to bind all of them.
    """
    bound = night.choices.programmes.filter("is_all_or_none").group_by("rule_id", maintain_order=True).agg("project_id")
    for first, *others in bound["project_id"].to_list():
        for other in others:
            yield first, other
            yield other, first


def _required_exclusions(night: Night) -> pl.DataFrame:
    chains = required_chains(night)
    edges = night.tables["dependencies"].filter(
        (pl.col("type") == "excludes") & pl.all_horizontal(pl.col("from_project_id", "to_project_id").is_in(list(chains)))
    )
    message = pl.format(
        "{} and {} must both be in the plan and exclude one another",
        _chain_in_words("from_project_id", chains),
        _chain_in_words("to_project_id", chains),
    )
    return objections_to_rows(edges, message, "type")


def _chain_in_words(column: str, chains: Mapping[str, tuple[str, ...]]) -> pl.Expr:
    words = {
        project: project if len(chain) == 1 else f"{project} (needed by {' → '.join(chain[:-1])})"
        for project, chain in chains.items()
    }
    return pl.col(column).replace(words)


def _needs_what_cannot_be_chosen(night: Night) -> pl.DataFrame:
    must = list(required_chains(night))
    offered = night.choices.options["project_id"].unique().implode()
    edges = night.choices.dependencies.filter(pl.col("from_project_id").is_in(must))
    gone = ~pl.col("to_project_id").is_in(offered)
    one = edges.filter(pl.col("type").is_in(BINDING) & gone)
    groups = (
        edges.filter(pl.col("type") == "any_of")
        .group_by("from_project_id", "group_id", maintain_order=True)
        .agg(pl.col("to_project_id"), gone.all().alias("gone"))
        .filter("gone")
        .select("from_project_id", pl.col("to_project_id").list.join(" or "))
    )
    why = dict(night.choices.left_out.select("project_id", "text").iter_rows())
    lost = pl.concat([one.select("from_project_id", "to_project_id"), groups]).with_columns(
        because=pl.col("to_project_id").map_elements(lambda names: "; ".join(why.get(name, "it is not in projects") for name in names.split(" or ")), return_dtype=pl.String)
    )  # fmt: skip
    return objections_to_groups(
        lost,
        pl.format("project {}", "from_project_id"),
        pl.format("must be in the plan and needs {}, which cannot be chosen: {}", "to_project_id", "because"),
        "from_project_id",
    )


@dataclass(frozen=True)
class _Late:
    """A project whose last possible start (`latest`) is before the period in which the project `before` lets it start (`earliest`)."""

    project: str
    before: str
    latest: int
    earliest: int


def _starting_too_early(night: Night, options: pl.DataFrame) -> list[_Late]:
    """Projects of `options` that cannot start late enough, even if the projects that they wait for run as early as possible.

    What waits for such a project in turn is not named. The list is empty if the projects wait for one another in a cycle.
    """
    starts: dict[str, list[tuple[int, int]]] = {}
    for project, start, finish in options.select("project_id", "start_index", "finish_index").iter_rows():
        starts.setdefault(project, []).append((start, finish))
    edges = night.choices.dependencies.filter(pl.col("type").is_in(["finish_to_start", "start_to_start"]))
    graph: nx.DiGraph[str] = nx.DiGraph()
    for kind, a, b, lag in edges.select("type", "from_project_id", "to_project_id", "lag_periods").iter_rows():
        if a in starts and b in starts:
            known = graph.get_edge_data(b, a, {}).get(kind, lag)
            graph.add_edge(b, a, **{kind: max(lag, known)})  # if two rows name one pair, the longer wait binds
    found = []
    for project in nx.topological_sort(graph) if nx.is_directed_acyclic_graph(graph) else []:
        for before in graph.predecessors(project):
            edge = graph.edges[before, project]
            if not starts[before]:
                continue  # the finding about the project `before` reports this already
            earliest = max(
                min(finish for _, finish in starts[before]) + edge.get("finish_to_start", -(10**6)),
                min(start for start, _ in starts[before]) + edge.get("start_to_start", -(10**6)),
            )
            left = [each for each in starts[project] if each[0] >= earliest]
            if starts[project] and not left:
                found.append(_Late(project, before, max(start for start, _ in starts[project]), earliest))
            starts[project] = left
    return found


def _chain_without_time(night: Night) -> pl.DataFrame:
    """Projects that must be in the plan and cannot start after what they wait for."""
    label = night.settings.horizon().label
    options = night.choices.options.filter(pl.col("project_id").is_in(list(required_chains(night))))
    return _as_project_objections({
        each.project: f"must be in the plan, may start in {label(each.latest)} at the latest and waits for {each.before} until {label(each.earliest)}"
        for each in _starting_too_early(night, options)
    })  # fmt: skip


def _own_dates_contradict(night: Night) -> pl.DataFrame:
    """Projects that need not be in the plan, and that no plan can hold because their own dates end before what they wait for."""
    must = required_chains(night)
    running = night.choices.options.join(night.choices.stop_modes, on=["project_id", "mode_id"], how="anti")
    horizon = night.settings.horizon()
    days = {row["project_id"]: row for row in night.tables["projects"].iter_rows(named=True)}

    def stated(project: str, *columns: str) -> str:
        told = [f"{column} {days[project][column]}" for column in columns if project in days and days[project][column]]
        return f" ({', '.join(told)})" if told else ""

    return _as_project_objections({
        each.project: f"may start in {horizon.label(each.latest)}, which begins {horizon.period_start(each.latest)}, at the latest{stated(each.project, 'latest_start', 'deadline')}, "
        f"but waits for {each.before}{stated(each.before, 'earliest_start')}, which lets it start in {horizon.label(each.earliest)} "
        f"at the earliest ({horizon.period_start(each.earliest)}): no plan can hold it"
        for each in _starting_too_early(night, running)
        if each.project not in must
    })  # fmt: skip


def _as_project_objections(found: Mapping[str, str]) -> pl.DataFrame:
    """One objection to each project. found: what is wrong, by project."""
    rows = [{"where": f"project {project}", "found": words, "project_id": project} for project, words in found.items()]
    return as_objections(pl.DataFrame(rows, schema={"where": pl.String, "found": pl.String, "project_id": pl.String}))


RULES = (
    Rule("dependencies_no_self_edge", "dependencies", "block", OFFICE, "a project does not depend on itself", "remove the row", _self_edges, is_about_rows=True),
    Rule("dependencies_no_cycle", "dependencies", "block", OFFICE, "no project waits for itself through others", "remove or reverse one of the dependencies named", _cycles),
    Rule("required_do_not_exclude", "dependencies", "block", OFFICE, "required projects, and what they need, do not exclude one another",
         "lift one requirement, or remove the exclusion", _required_exclusions, is_relaxable=False),
    Rule("required_needs_can_be_chosen", "dependencies", "block", OFFICE, "what a required project needs can be chosen",
         "mend the project needed, or lift the requirement", _needs_what_cannot_be_chosen, is_relaxable=False),
    Rule("required_chain_has_time", "dependencies", "block", OFFICE, "required projects can start after the projects that they wait for",
         "widen the start window, shorten the lag, or lift the requirement", _chain_without_time, is_relaxable=False),
    Rule("optional_chain_has_time", "dependencies", "warn", OFFICE, "the dates of a project that is not required let it start after the projects that it waits for",
         "move its latest start or deadline, bring forward the project that it waits for, or remove the dependency", _own_dates_contradict),
)  # fmt: skip
