"""Checks that the average value of the plan in its worst scenarios is not below the declared floors."""

from collections import defaultdict
from collections.abc import Iterator

from cutline.contracts.choice_frames import OPTION_KEY
from optimizer.plan import Plan
from optimizer.verifier.objective import value_lost_to_people
from optimizer.verifier.reading import Frames, Option, Picked, rows_of


def check_tail(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes one check for each floor: the plan's average value in its worst scenarios is not below the floor."""
    drawn: dict[int, dict[Option, int]] = defaultdict(dict)
    for scenario, *option, value in rows_of(frames, "scenarios", "scenario", *OPTION_KEY, "value"):
        drawn[scenario][option[0], option[1], option[2]] = value
    planned = {(p, m, s): v for p, m, s, v in rows_of(frames, "options", *OPTION_KEY, "value")}
    same = sum(gained.value for gained in plan.gained) - value_lost_to_people(frames, plan)
    chosen = [(c.project_id, c.mode_id, c.start_index) for c in plan.chosen]
    worth = sorted(same + sum(values.get(option, planned.get(option, 0)) for option in chosen) for values in drawn.values())
    for label, owner, worst, floor in rows_of(frames, "tail", "label", "owner", "worst", "floor"):
        counted = worth[:worst]
        short = sum(counted) < floor * len(counted)
        yield f"{label} ({owner}): the worst {worst} scenarios make {sum(counted)}, less than {floor} each" if short else ""


CHECKS = {"tail": check_tail}
