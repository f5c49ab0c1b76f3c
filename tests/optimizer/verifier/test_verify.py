"""The verifier finds every planted fault, by the check that is meant to find the fault."""

import random

import pytest

from optimizer.linear.rule_families import REGISTRY
from optimizer.verifier.verify import CHECKS, CheckDeclaredTwiceError, in_report_order, verify
from tests.optimizer.random_portfolios import hiring_frames, random_frames
from tests.optimizer.verifier.by_hand import RULES, objecting
from tests.optimizer.verifier.faults import FAULTS, PLANTED, PLANTED_LONG, planned
from tests.optimizer.verifier.hire_faults import HIRE_FAULTS
from tests.optimizer.verifier.objective_faults import OBJECTIVE_FAULTS, ranked_frames

RARE = ("fault_spend_of_a_stage", "fault_part_of_a_programme")  # dozens of portfolios are planned before one has room for them


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_planted_faults_are_caught_by_the_checks_that_are_meant_to(fault):
    """Every kind of fault, planted in real plans that pass without it: the checks that the fault names object each time."""
    plant(fault, times_of(fault))


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_more_planted_faults_are_caught(fault):
    """The same in three times as many plans."""
    plant(fault, PLANTED_LONG)


def times_of(fault) -> int:
    """How often a fault is planted in every run: once if few portfolios have room for it."""
    return 1 if fault.__name__ in RARE else PLANTED


def plant(fault, times: int) -> None:
    rng, count, seed = random.Random(1), 0, 0
    frames_from = hiring_frames if fault in HIRE_FAULTS else ranked_frames if fault in OBJECTIVE_FAULTS else random_frames
    fits, checks = FAULTS[fault]
    while count < times:
        case = planned(seed, frames_from)
        seed += 1
        if case is None or not fits(*case):
            continue
        frames, plan = dict(case[0]), case[1]  # a fault may be in the frames, and the cases are shared
        assert verify(frames, plan).passed
        assert checks <= objecting(verify(frames, fault(rng, frames, plan))), seed
        count += 1


def test_two_hundred_faults_are_planted():
    """At least two hundred faults are planted, as the product promises."""
    assert sum(map(times_of, FAULTS)) >= 200


def test_every_check_has_objected_to_a_fault():
    """No check of the verifier is without a fault or a broken rule to which it objects; every family of the registry names its
    checks.
    """
    objected = set().union(*(checks for _, checks in FAULTS.values()), *({check} for check, _, _ in RULES.values()))
    assert set(CHECKS) - {"frames"} == objected
    assert all(each.verified_by for each in REGISTRY.values())


def test_the_checks_that_families_name_are_those_of_the_verifier():
    """Every check watches a family of rules, but for those that read the frames, the objectives and the stages; no family names one that is
    not there.
    """
    named = {check for each in REGISTRY.values() for check in each.verified_by}
    assert named == set(CHECKS) - {"frames", "objective", "objectives", "stages"}


def test_a_check_is_declared_once():
    """Two modules that declare a check of one name would hide one of the two; checks that the report does not name come last, by
    name.
    """
    first, second = (lambda *_: iter(())), (lambda *_: iter(()))
    declared = [("m", {"zebra": first, "tail": first}), ("n", {"apple": second, "choice": second})]
    assert list(in_report_order(declared)) == ["choice", "tail", "apple", "zebra"]
    with pytest.raises(CheckDeclaredTwiceError, match="the check 'tail' is declared by m and n: rename one of them"):
        in_report_order([("m", {"tail": first}), ("n", {"tail": second})])
