"""The projects that a plan must contain."""

from datetime import date

from tests.cutline.choices.options.one_project import P, choices


def test_expired_mandates_do_not_bind():
    """A mandate that expired before the horizon requires nothing, and neither does one on a cancelled project."""
    law = {"mandate": "regulatory", "mandate_reason": "law"}
    rows = [
        {**P, **law}, {**P, **law, "project_id": "Old", "mandate_expires": date(2026, 12, 31)}, {**P, **law, "project_id": "Dead", "status": "cancelled"},
    ]  # fmt: skip
    assert choices(projects=rows).requirements["project_id"].to_list() == ["P"]
