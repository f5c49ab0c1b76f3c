"""The modes that are offered."""

from tests.cutline.choices.options.one_project import LINE, P, choices


def test_a_mode_without_a_cost_line_is_not_free():
    """Its cost is unknown, not nothing: it is not offered, and a project without any priced mode is left out."""
    modes = [{"project_id": "P", "mode_id": mode, "duration_periods": 1} for mode in ("full", "lite")]
    line = {**LINE, "mode_id": "full", "period_offset": 0, "amount_minor": 50}
    assert choices(projects=[P], modes=modes, cost_lines=[line]).options["mode_id"].to_list() == ["full"]
    bare = choices(projects=[P], modes=modes[1:], cost_lines=[{**line, "mode_id": None, "kind": "baseline"}])
    assert bare.options.is_empty()
