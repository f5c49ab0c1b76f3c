"""Defects are spread over different bids, and a small sample has few of them."""

import random

import pytest

from cutline.samples.defects import KINDS, choose_defects
from cutline.samples.synthetic_projects import invent_project


@pytest.mark.parametrize(("projects", "most"), [(11, 0), (24, 2), (200, len(KINDS))])
def test_every_twelfth_project_may_have_a_defect(projects, most):
    """Each defect has a project of its own, which is a bid without a mandate. A sample of 200 has every kind."""
    rng = random.Random(5)
    everything = [invent_project(rng, number) for number in range(1, projects + 1)]
    defects = choose_defects(rng, everything)
    assert list(defects) == list(KINDS[:most])
    assert len(set(defects.values())) == most
    bids = {p.key for p in everything if p.status == "Bid" and not p.is_mandated}
    assert set(defects.values()) <= bids
