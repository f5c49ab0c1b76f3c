"""Finds the modules of the rule families in optimizer/model/families, and checks that the registry has each family.

The module of a family declares FAMILY, the family's name in the registry, and `rows(problem)`. It may declare
`rules_behind(problem, rows)`, which says which rules a person can lift, and `lazy_rules(problem)`, if further rows of the family
are found when a selection violates them.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType

from optimizer.linear.rows import Row
from optimizer.linear.rule_families import REGISTRY
from optimizer.model import families
from optimizer.model.rule import LazyRows, RowWithRules, Rule, rules_by_label
from optimizer.problem.records import Problem


class UnregisteredFamilyError(Exception):
    """The families in the registry differ from the families that the modules declare."""


@dataclass(frozen=True)
class FamilyModule:
    """The functions that the module of a family declares."""

    rows: Callable[[Problem], list[Row]]
    rules_behind: Callable[[Problem, Iterable[Row]], Iterator[RowWithRules]] = rules_by_label
    lazy_rules: Callable[[Problem], Iterable[tuple[Rule, LazyRows]]] = lambda _: ()

    @classmethod
    def of(cls, module: ModuleType) -> "FamilyModule":
        """Reads the functions from a module that declares FAMILY."""
        return cls(**{name: getattr(module, name) for name in ("rows", "rules_behind", "lazy_rules") if hasattr(module, name)})


def in_registry_order(registered: Iterable[str], modules: Mapping[str, str]) -> list[str]:
    """The names of the modules in the order of the registry. modules: the name of each module with the family that it declares.

    Raises UnregisteredFamilyError, with every difference, if a family has no line in the registry, no module or several modules.
    """
    names = list(registered)
    found = {family: sorted(module for module, own in modules.items() if own == family) for family in (*names, *modules.values())}
    problems = [
        *(f"{family!r} of {found[family][0]} has no line: add it to REGISTRY" for family in sorted(set(found) - set(names))),
        *(
            f"{family!r} has a line and no module: add one that declares FAMILY = {family!r}"
            for family in names
            if not found[family]
        ),
        *(
            f"{family!r} is declared by {' and '.join(own)}: keep one of them"
            for family, own in sorted(found.items())
            if len(own) > 1
        ),
    ]
    if problems:
        where = "optimizer/linear/rule_families.py and the modules in optimizer/model/families disagree"
        raise UnregisteredFamilyError(f"{where}: {'; '.join(problems)}")
    return [found[family][0] for family in names]


def _found() -> dict[str, FamilyModule]:
    names = [each.name for each in pkgutil.walk_packages(families.__path__, families.__name__ + ".") if not each.ispkg]
    modules = {name: importlib.import_module(name) for name in names}
    declared = {name: module.FAMILY for name, module in modules.items() if hasattr(module, "FAMILY")}
    return {declared[name]: FamilyModule.of(modules[name]) for name in in_registry_order(REGISTRY, declared)}


FAMILIES = _found()  # in the order of the registry, which is the order of the rows in a model
