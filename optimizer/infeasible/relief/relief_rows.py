"""The solver's model for the least relief: rows of money and people with slack, and rows of relations without slack.

The model starts without relations. The rows of a relation are added when a selection violates them.
"""

from collections.abc import Iterable

from optimizer.infeasible.ample_resources import classes_and_years, with_ample_resources
from optimizer.infeasible.reduced_model import ReducedColumns
from optimizer.infeasible.relief.selection_relief import Allowance
from optimizer.linear.rows import Row, Selection
from optimizer.model.families.money.budget import funding_row, purse_rule
from optimizer.model.funding.network import shortfalls
from optimizer.model.rule import Rule, RulesBehind
from optimizer.model.rules_and_rows import RuledRows
from optimizer.problem.records import Problem
from optimizer.search.limits import Limits
from optimizer.solver.relief_model import ReliefModel, coarsest_scale

RowOfRules = tuple[Row, RulesBehind]


class ReliefRows:
    """The rows of one search for the least relief, and the live model that holds them.

    The model is built again when rows of a relation or lazy rows are added, because further columns then become useful. reduced:
    the useful columns, which are the columns of the live model.
    """

    def __init__(self, problem: Problem, known: RuledRows, limits: Limits, allowance: Allowance) -> None:
        self.problem, self.known, self.limits, self.allowance = problem, known, limits, allowance
        self.robust_budgets = known.lazy.limiting("money")
        self._relations = {rule for rule in known.rules if rule.kind == "requirement"}
        self._lazy: dict[tuple[RulesBehind, bytes], RowOfRules] = {}  # rows of robust budgets and floors that selections violated
        self._purses = frozenset(purse_rule((fund, *pair)) for fund in problem.funds for pair in classes_and_years(problem))
        self._most_total: int | None = None
        self.cuts = 0
        self.build()

    def build(self) -> None:
        """Builds a new live model from all rows that are known. The cuts of the old live model are dropped."""
        amounts = {rule for rule in self.known.rules if rule.is_amount}
        rows = self.known.only(self._relations | amounts | self.robust_budgets)
        rows += self._lazy.values()
        relations = [each for each, behind in rows if not any(rule.is_amount for rule in behind)]
        self.reduced = ReducedColumns(self.problem, relations)
        reduced = (self.reduced.reduced(each) for each in relations)
        model = self.reduced.model(each for each in reduced if len(each.cols) or each.excess({}))
        self.live = ReliefModel(model, threads=self.limits.threads, seed=self.limits.seed)
        self._names = {each.name for each, _ in rows}
        self._money_unit = coarsest_scale([each for each, behind in rows if any(rule.kind == "purse" for rule in behind)])
        self._slacks: dict[Rule, int] = {}
        for each, behind in rows:
            if any(rule.is_amount for rule in behind):
                self._add_amount(each, behind)
        of_people = [slack for rule, slack in self._slacks.items() if rule.kind == "people"]
        if self.allowance.people == "up_to" and of_people:
            self.live.limit_sum(of_people, self.allowance.people_most)
        if self._most_total is not None:
            self.live.limit_total(self._most_total)

    def limit_total(self, most: int) -> None:
        """Limits the total relief of all further selections to `most`, in minor units or milli-FTE."""
        self._most_total = most
        self.live.limit_total(most)

    def add_relations(self, rules: Iterable[Rule]) -> bool:
        """Adds the rows of relations to the next build. Returns whether any of `rules` is new."""
        new = set(rules) - self._relations
        self._relations |= new
        return bool(new)

    def add_lazy(self, rows: Iterable[RowOfRules]) -> list[RowOfRules]:
        """Adds lazy rows to the next build. Returns the rows that are new."""
        keys = {(behind, each.cols.tobytes() + each.coefs.tobytes()): (each, behind) for each, behind in rows}
        new = {key: found for key, found in keys.items() if key not in self._lazy}
        self._lazy |= new
        return list(new.values())

    def add_missing_purses(self, chosen: Selection) -> None:
        """Adds the rows of purses and robust budgets that a selection violates and that are not in the model yet."""
        if self.allowance.money == "unlimited":
            return
        problem = with_ample_resources(self.problem, self._purses)
        for each, behind in self.add_lazy(self.known.lazy.missing(problem, chosen, self.robust_budgets)):
            self._add_amount(each, behind)
        for short in shortfalls(problem, chosen):
            each = funding_row(self.problem, short.pairs, short.purses)
            if each.name not in self._names:
                self._names.add(each.name)
                self._add_amount(each, frozenset(map(purse_rule, short.purses)))

    def add_cut(self, cut: Row) -> None:
        """Adds a cut, which is a row without slack."""
        self.cuts += 1
        self.live.add_row(self.reduced.reduced(cut), {})

    def _add_amount(self, each: Row, behind: RulesBehind) -> None:
        """Adds a row of purses or of people, with slack if the allowance grants relief. An unlimited resource needs no row."""
        is_money = each.traits.limits == "money"
        granted = self.allowance.money if is_money else self.allowance.people
        if granted == "unlimited":
            return
        slacks = {}
        amounts = sorted((rule for rule in behind if rule.is_amount), key=lambda rule: rule.label)
        for rule in amounts if granted != "none" else ():
            if rule not in self._slacks:
                unit = self._money_unit if is_money else 1
                self._slacks[rule] = self.live.add_slack(int(granted == "minimised"), unit=unit)
            slacks[self._slacks[rule]] = 1
        reduced = self.reduced.reduced(each)
        if len(reduced.cols):
            self.live.add_row(reduced, slacks)
