"""The bad cells and rows that a sample has on purpose: the kinds of defect, and which project has which defect."""

import random
from collections.abc import Mapping, Sequence

from cutline.samples.synthetic_projects import SampleProject

KINDS = (
    "amount in words",
    "benefit with foreign marks",
    "need in words",
    "likelihood in words",
    "benefit without project",
    "amount with two marks",
    "latest start in words",
    "impossible day",
)
Defects = Mapping[str, str]  # the key of the project by kind of defect; a small sample has fewer kinds


def choose_defects(rng: random.Random, projects: Sequence[SampleProject]) -> Defects:
    """Give each kind of defect to a different bid without a mandate, and at most one defect for every twelve projects."""
    bids = [p for p in projects if p.status == "Bid" and not p.is_mandated]
    chosen = rng.sample(bids, min(len(KINDS), len(projects) // 12, len(bids)))
    return {kind: p.key for kind, p in zip(KINDS, chosen, strict=False)}
