"""The planted faults reach every rule of the verifier."""

import random
from itertools import chain

from optimizer.linear.rule_families import REGISTRY
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of, hiring_frames
from tests.optimizer.test_verify import FAULTS, PLANTED, RULES, A, B, planned


def cases():
    """Plans of random portfolios, with hires and without."""
    return chain(map(planned, range(200)), (planned(seed, hiring_frames) for seed in range(200)))


def families(verdict) -> set[str]:
    """Families with a violation."""
    return {violation.split(":")[0] for violation in verdict.violations}


def hit_by_faults() -> set[str]:
    """Families that object to a planted fault; one of each kind."""
    found = set()
    for fault, fits in FAULTS.items():
        case = next(case for case in cases() if case is not None and fits(*case))
        frames = dict(case[0])  # a fault may be in the frames, and the cases are shared
        found |= families(verify(frames, fault(random.Random(1), frames, case[1])))
    return found


def test_two_hundred_faults_hit_every_family():
    """With the rules broken one by one: no family of the verifier has never objected, and a family that is added to the model says in
    the registry which of them watch it.
    """
    assert PLANTED * len(FAULTS) >= 200
    by_rules = set().union(*(families(verify(frames_of(options=[A, B], **rows), plan)) for plan, rows in RULES.values()))
    checked = {family for case in map(planned, range(60)) if case is not None for family in verify(*case).checks}
    hit = by_rules | hit_by_faults()
    assert checked - {"frames"} <= hit
    assert all(each.verified_by for each in REGISTRY.values())
    assert {check for each in REGISTRY.values() for check in each.verified_by} <= hit
