"""The instance of a run in this process keeps nothing but the state of the run."""

import dagster as dg

from pipelines.night import instance_without_event_log

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dg.asset
def _sound() -> int:
    return 1


@dg.asset
def _broken() -> int:
    raise ValueError("boom")


def test_the_run_knows_how_it_ended_without_a_log_and_without_snapshots():
    """All events reach the caller, and the failure of a step is the failure of the run."""
    selected = {"sound": dg.AssetSelection.assets("_sound"), "both": dg.AssetSelection.all()}
    jobs = [dg.define_asset_job(name, chosen) for name, chosen in selected.items()]
    definitions = dg.Definitions(assets=[_sound, _broken], jobs=jobs)
    ends = {}
    for name in selected:
        with instance_without_event_log() as instance:
            job = definitions.resolve_job_def(name)
            result = job.execute_in_process(instance=instance, run_config=QUIET, raise_on_error=False)
            ends[name] = result.success, [event.step_key for event in result.all_events if event.is_step_failure]
            assert len([event for event in result.all_events if event.is_step_materialization]) == 1
            assert instance.get_run_by_id(result.run_id).is_success == result.success
            assert instance.get_run_by_id(result.run_id).execution_plan_snapshot_id is None
            assert not instance.all_logs(result.run_id)
    assert ends == {"sound": (True, []), "both": (False, ["_broken"])}
