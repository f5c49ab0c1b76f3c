"""The dependencies that still bind."""

from tests.cutline.choices.options.one_project import P, choices


def test_dependencies_on_delivered_projects_are_met():
    """A dependency on a finished project is met, one on a cancelled project is not."""
    found = choices(
        projects=[P, {**P, "project_id": "Done", "status": "closed"}, {**P, "project_id": "Dead", "status": "cancelled"}],
        dependencies=[{"from_project_id": "P", "to_project_id": to, "type": "requires"} for to in ("Done", "Dead")],
    )
    assert found.dependencies["to_project_id"].to_list() == ["Dead"]


def test_both_or_neither_binds_both_ways():
    """`together` binds both projects, whichever the row names first. With a finished project it is met in one direction."""
    pair = [P, {**P, "project_id": "Q"}]
    edge = [{"from_project_id": "P", "to_project_id": "Q", "type": "together"}]
    assert sorted(choices(projects=pair, dependencies=edge).dependencies["from_project_id"]) == ["P", "Q"]
    met = choices(projects=[P, {**pair[1], "status": "closed"}], dependencies=edge).dependencies
    assert met["from_project_id"].to_list() == ["Q"]
