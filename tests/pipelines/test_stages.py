"""Every step of a night belongs to a stage, and the seconds of a stage are those of its steps."""

from types import SimpleNamespace

from pipelines.definitions import build_definitions
from pipelines.stages import STAGES, seconds_by_stage, stage_of


def test_every_step_of_the_night_has_a_stage(starter):
    """A step without a stage would show its technical name to people."""
    steps = [node.name for node in build_definitions(starter).resolve_job_def("nightly").nodes]
    stages = {stage for _, stage in STAGES}
    assert [step for step in steps if stage_of(step) not in stages] == []


def test_seconds_are_added_up_by_stage_in_order():
    """Two steps that read and one that plans; a step that only started counts for nothing."""

    def event(kind: str, step: str, milliseconds: int) -> SimpleNamespace:
        return SimpleNamespace(event_type_value=kind, step_key=step, step_success_data=SimpleNamespace(duration_ms=milliseconds))

    events = [
        event("STEP_SUCCESS", "raw_projects", 1_500),
        event("STEP_START", "plan", 9),
        event("STEP_SUCCESS", "plan", 250),
        event("STEP_SUCCESS", "parse_funds", 1_000),
    ]
    assert seconds_by_stage(events) == {"read": 2.5, "plan": 0.25}
