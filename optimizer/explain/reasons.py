"""Finds the reason why a project that could run is left out, with the price of forcing the project into the plan.

A reason also says what the plan with the project would look like, and which limits the project would violate beside the plan.

The price comes from further solves (`prices.py`), and so does the plan with the project (`displacement.py`). What these solves
did not prove is not told: such a reason has the code "not_proven", or it has no displacement.
"""

from dataclasses import asdict, dataclass
from typing import Literal

import polars as pl

from optimizer.explain.displacement import Displacement
from optimizer.explain.plan_pool import running_projects
from optimizer.explain.price_rounds import first_pass, proofs
from optimizer.explain.prices import Price, PriceSearch, PriceState, ProofLimits
from optimizer.explain.workers.worker_pool import WorkerPool
from optimizer.linear.rows import Row, Selection, worst_of_each_place
from optimizer.model.consequences import point_of
from optimizer.plan import Plan
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.hires_in_plan import option_keys_of
from optimizer.search.limits import Limits, Progress

Code = Literal["worth_nothing", "never_fits", "displaces", "as_good", "kept_close", "later_objective", "within_gap", "not_proven"]
REASON_SCHEMA: dict[str, pl.DataType] = {
    "project_id": pl.String(), "code": pl.String(), "best_value": pl.Int64(), "price_state": pl.String(), "loss": pl.Int64(),
    "loss_at_most": pl.Int64(), "is_displacement_proven": pl.Boolean(), "displaced": pl.List(pl.String()), "added": pl.List(pl.String()),
    "otherwise": pl.List(pl.String()), "must_leave": pl.List(pl.String()), "is_one_of_several": pl.Boolean(),
    "differences": pl.List(pl.Struct({
        "change": pl.String(), "subject": pl.String(), "mode_before": pl.String(), "start_before": pl.Int64(),
        "mode_after": pl.String(), "start_after": pl.Int64(), "amount": pl.Int64(),
    })),
    "blocking": pl.List(pl.Struct({
        "rule": pl.String(), "excess": pl.Int64(), "unit": pl.String(), "role_id": pl.String(), "period_index": pl.Int64(),
    })),
    # For a project that never fits: the rules that exclude it together, and whether that is proven. optimizer/infeasible/exclusion.py
    # finds them, and the frame of this module leaves them empty.
    "cause": pl.List(pl.String()), "is_cause_proven": pl.Boolean(), "known_plan": pl.List(pl.Int64()),
}  # fmt: skip


@dataclass(frozen=True)
class BrokenLimit:
    """A limit that a project would violate, and by how much (`excess`, in `unit`: minor, milli_fte or count).

    rule: the limit in words. role_id, period_index: the role that is short of people, and the period (the first period of a block
    of periods); None if the limit is not about people.
    """

    rule: str
    excess: int
    unit: str
    role_id: str | None = None
    period_index: int | None = None


@dataclass(frozen=True)
class Reason:
    """Why one project is left out.

    code: "worth_nothing" if no option of the project adds value; "never_fits" if no plan can run the project; "displaces" if it
    is proven that forcing the project in lowers the value; "as_good" if the best plan with the project is worth exactly as much as
    the recommended plan; "kept_close" if a plan with the project is worth more and was left to stay close to the approved plan;
    "later_objective" if a plan with the project is no worse by the first of several objectives, so that a later one decided;
    "within_gap" if a plan with the project is worth more, and the search of the recommended plan stopped before it found that
    plan; "not_proven" if the searches stopped before one of these was proven. best_value: the value of the best option of the
    project by itself, in the unit of the objective. price: how much forcing the project in lowers the plan's value. displacement:
    the plan with the project; None if its value or its least change is not proven. blocking: the limits that one option
    of the project would violate if the option were added to the plan; empty if some option violates none. It is the option with
    the smallest sum of excesses, each excess divided by its limit. known_plan: the options of the most valuable plan with the project
    that is known; empty if none is.
    """

    project_id: str
    code: Code
    best_value: int
    price: Price
    displacement: Displacement | None
    blocking: tuple[BrokenLimit, ...]
    known_plan: tuple[int, ...] = ()

    @property
    def state(self) -> PriceState:
        """The state of the price."""
        return self.price.state

    @property
    def loss(self) -> int | None:
        """The lower end of the price: proven."""
        return self.price.at_least

    @property
    def loss_at_most(self) -> int | None:
        """The upper end of the price: a plan of this price is known."""
        return self.price.at_most

    @property
    def displaced(self) -> tuple[str, ...]:
        """Projects of the plan that do not run in the plan with this project; empty without a displacement."""
        return self.displacement.subjects("leaves") if self.displacement else ()

    @property
    def added(self) -> tuple[str, ...]:
        """Other projects that enter with this project."""
        return (
            tuple(each for each in self.displacement.subjects("enters") if each != self.project_id) if self.displacement else ()
        )

    @property
    def otherwise(self) -> tuple[str, ...]:
        """Projects that run in both plans, in another mode or from another start."""
        return self.displacement.subjects("otherwise") if self.displacement else ()


def reasons(
    problem: Problem,
    plan: Plan,
    limits: Limits,
    *,
    proof: ProofLimits | None = None,
    processes: int = 1,
    progress: Progress = lambda _: None,
) -> list[Reason]:
    """A Reason for every project that the plan leaves out or stops, in the order of the problem.

    limits: of the first solve for each project; its limit of time is not read. proof: how much work the solves may take together.
    The result is deterministic, and it does not depend on the number of processes.
    """
    number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
    chosen = frozenset(number[key] for key in option_keys_of(problem, plan))
    taken = running_projects(problem, chosen)
    prices = PriceSearch(problem, plan, limits, proof or ProofLimits())
    out = [p for p in range(len(problem.projects)) if p not in taken and p not in problem.hires and problem.running_options_of[p]]
    blocking = {p: _beside_the_plan(prices, chosen, p) for p in out}
    with WorkerPool((problem, plan, chosen, limits, prices.proof), processes) as pool:
        first_pass(prices, out, pool, progress)
        moved = proofs(prices, out, pool, progress)
    return [_reason(prices, chosen, p, moved[p], blocking[p]) for p in out]


def reasons_frame(found: list[Reason]) -> pl.DataFrame:
    """The reasons as a frame (REASON_SCHEMA), sorted by project."""
    rows = [
        {
            "project_id": each.project_id, "code": each.code, "best_value": each.best_value, "price_state": each.state, "loss": each.loss,
            "loss_at_most": each.loss_at_most, "is_displacement_proven": each.displacement is not None, "displaced": each.displaced,
            "added": each.added, "otherwise": each.otherwise, "must_leave": each.displacement.must_leave if each.displacement else (),
            "is_one_of_several": each.displacement.is_one_of_several if each.displacement else None,
            "differences": [asdict(one) for one in each.displacement.differences] if each.displacement else [],
            "blocking": [vars(limit) for limit in each.blocking], "cause": [], "is_cause_proven": None, "known_plan": each.known_plan,
        }
        for each in found
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=REASON_SCHEMA).sort("project_id")


def _reason(
    prices: PriceSearch, chosen: Selection, p: int, moved: Displacement | None, blocking: tuple[BrokenLimit, ...]
) -> Reason:
    problem, price = prices.problem, prices.price(p)
    worth = max(int(problem.values[j]) for j in problem.running_options_of[p])
    known = tuple(sorted(prices.pool.selection_with(p) or ()))
    return Reason(problem.projects[p], _code(prices, chosen, p, price, worth), worth, price, moved, blocking, known)


def _code(prices: PriceSearch, chosen: Selection, p: int, price: Price, worth: int) -> Code:
    problem, plan = prices.problem, prices.plan
    if price.at_least is None:
        return "never_fits"
    if price.at_most is not None and price.at_most < 0:
        on_purpose: Code = "later_objective" if problem.ranked else "kept_close"
        return on_purpose if -price.at_most <= plan.given_up else "within_gap"
    helps = any(p in each.members and each.amount > 0 for each in problem.synergies)
    helps = helps or any(p in each.members for each in problem.programmes)
    if worth <= 0 and not helps and not chosen & set(problem.options_of[p]):
        return "worth_nothing"
    if price.at_least > 0:
        return "displaces"
    if price.at_least == price.at_most == 0:
        return "later_objective" if problem.ranked else "as_good"
    return "not_proven"


def _beside_the_plan(prices: PriceSearch, chosen: Selection, p: int) -> tuple[BrokenLimit, ...]:
    """The limits that the project would violate beside the plan. The plan with the project goes to the pool if it is a plan."""
    problem, search = prices.problem, prices.search
    options = problem.running_options_of[p]
    others = chosen - set(problem.options_of[p])  # forcing in a project that the plan stops replaces the option that stops it
    blocking = _blocking(problem, search, others, options)
    for j in () if blocking else options:
        if not search.broken_rows(others | {j}) and not search.shortfalls(others | {j}):
            prices.pool.add(others | {j}, search.value(others | {j}))
    return blocking


def _blocking(problem: Problem, search: ExactSearch, chosen: Selection, options: tuple[int, ...]) -> tuple[BrokenLimit, ...]:
    """The limits that the least intrusive option would violate beside the chosen options; empty if some option fits.

    The least intrusive option has the smallest sum of excesses, each excess divided by its limit.
    """
    width, own = len(problem.options), set(options)
    # Only rows that contain the project, or dependent columns such as people bought for it, can be violated.
    near = [each for each in search.rows if own & set(each.cols.tolist()) or (len(each.cols) and each.cols[-1] >= width)]

    def breaks(option: int) -> list[tuple[Row, int]]:
        point = point_of(problem, chosen | {option})
        rows = [*near, *search.lazy_rows.broken_by(chosen | {option})]
        return [(each, by) for each in rows if (by := each.excess(point))]

    def weight(option: int) -> tuple[float, int]:
        return sum(abs(by) / max(abs(each.upper or 0), abs(by), 1) for each, by in breaks(option)), -int(problem.values[option])

    least = breaks(min(options, key=weight))
    # Relations come first, because no money helps against a violated relation.
    ordered = sorted(worst_of_each_place(least), key=lambda pair: pair[0].unit != "count")
    return tuple(BrokenLimit(each.label, abs(by), each.unit, *(each.place or ())) for each, by in ordered)
