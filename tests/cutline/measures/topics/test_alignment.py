"""Alignment of projects, from canonical tables."""

from cutline.measures.topics.alignment import alignment_metrics
from tests.cutline.few_projects import RUNNING, settings, tables_of


def test_a_project_claims_the_benefits_of_its_default_mode():
    """P claims 100 in its default mode and 900 in the other, which cannot both come; Q claims 70."""
    modes = [{"project_id": "P", "mode_id": mode, "is_default": mode == "a"} for mode in "ab"]
    claims = [("P", "a", 100), ("P", "b", 900), ("Q", None, 70)]
    benefits = [
        {"project_id": project, "mode_id": mode, "amount_minor": amount, "double_count_group": "g", "category": "revenue", "period_offset": 0}
        for project, mode, amount in claims
    ]  # fmt: skip
    tables = tables_of(projects=[RUNNING, {**RUNNING, "project_id": "Q"}], modes=modes, benefits=benefits)
    found = alignment_metrics(tables, settings())["shared_benefits"]
    assert found.rows() == [("g", "P, Q", 170, 100, 70, 0)]
