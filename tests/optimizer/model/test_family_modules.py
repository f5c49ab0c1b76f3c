"""The modules of the rule families and the registry agree."""

import pytest

from optimizer.linear.rule_families import REGISTRY, SEARCH
from optimizer.model.family_modules import FAMILIES, UnregisteredFamilyError, in_registry_order
from optimizer.problem.building import build_problem
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.test_golden import INSTANCES, TWO


def test_no_family_lacks_an_owner():
    """Families and modules are the same, in the same order; ids are unique, and no name is empty."""
    assert list(REGISTRY) == list(FAMILIES)
    every = [*REGISTRY.values(), *SEARCH.values()]
    assert len({each.rule_id for each in every}) == len(every)
    assert all(each.rule_id and each.business_name and each.owner for each in every)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_makes_rows_of_its_own_name(family):
    """Every row names the family of the module that made it, so the registry cannot name the wrong owner."""
    rows = FAMILIES[family].rows(build_problem(frames_of(options=TWO, **INSTANCES[family])))
    assert {each.family for each in rows} == {family}


def test_a_family_stands_in_the_registry_and_in_one_module():
    """Every difference is named at once, with what to do: a family without a line, a line without a module, a family in two
    modules.
    """
    assert in_registry_order(["a", "b"], {"module_b": "b", "module_a": "a"}) == ["module_a", "module_b"]
    with pytest.raises(UnregisteredFamilyError) as error:
        in_registry_order(["a", "b"], {"module_c": "c", "module_b": "b", "other_b": "b"})
    assert str(error.value).endswith(
        "disagree: 'c' of module_c has no line: add it to REGISTRY; 'a' has a line and no module: add one that declares FAMILY = 'a'; "
        "'b' is declared by module_b and other_b: keep one of them"
    )
