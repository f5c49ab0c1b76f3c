"""The cheapest repair against trying everything: the amounts are the least, and with them there is a plan that passes the verifier."""

from itertools import product

import pytest

from optimizer.infeasible.ample_resources import with_ample_resources
from optimizer.infeasible.lifting import without
from optimizer.infeasible.repairs import WayOut
from optimizer.infeasible.way_out import find_way_out, repaired_frames
from optimizer.linear.rows import Selection
from optimizer.model.consequences import point_of
from optimizer.model.rules_and_rows import ruled_rows
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify
from tests.optimizer.enumeration import staffs_of
from tests.optimizer.infeasible.checks import without_stops_of_mandates
from tests.optimizer.infeasible.enumerated_repairs import Lacking, selections
from tests.optimizer.infeasible.test_conflict import MOST_PROJECTS
from tests.optimizer.random_portfolios import hiring_frames, nominal, nominal_frames
from tests.seeds import seed_ranges


def least_weight_broken(problem) -> int:
    """The least weight of violated requirements, relations and limits over all selections, with ample money and people."""
    known, ample, best = ruled_rows(problem), with_ample_resources(problem, frozenset()), None
    own = [(each, next(iter(behind))) for each, behind in zip(known.rows, known.behind, strict=True) if len(behind) == 1]
    stays = [each for each, behind in zip(known.rows, known.behind, strict=True) if not behind]
    for picks in product(*[(None, *options) for options in problem.options_of]):
        chosen: Selection = frozenset(j for j in picks if j is not None)
        point = point_of(ample, chosen)
        if any(each.excess(point) for each in stays):
            continue
        broken = {known.rules[i] for each, i in own if each.excess(point) and not known.rules[i].is_amount}
        weight = sum(rule.weight for rule in broken)
        best = weight if best is None else min(best, weight)
    assert best is not None
    return best


def check_way_out(frames) -> WayOut | None:
    """Returns None if there is a plan; else checks that every repair is enough and least, and lifts the least weight."""
    frames = without_stops_of_mandates(frames)
    problem = build_problem(frames)
    if isinstance(solve(problem, Limits()), Plan):
        return None
    way = find_way_out(frames, Limits(seconds=60), problem=problem)
    assert way.conflict is not None
    assert way.is_fewest
    assert sum(rule.weight for rule in way.lifted) == least_weight_broken(problem)
    assert way.plan is not None
    assert verify(repaired_frames(frames, way), way.plan).passed
    left = without(frames, way.lifted)
    lacking, money, people, both = Lacking(left), [], [], []
    for keys, staff in product(selections(left), list(staffs_of(lacking.rows))):
        short = lacking.people_of(keys, staff)
        want = lacking.money_of(keys, short, staff)
        if want is not None:
            both.append((sum(short.values()), want))
            money += [want] if not short else []
            people += [sum(short.values())] if not want else []
    for repair in (way.money, way.people, way.both):
        if repair is not None and (repair is not way.people or not frames["elastic"].height):
            assert repair.is_least
    assert (way.money.total_money if way.money else 0) == (min(money, default=0) if min(both) > (0, 0) else 0)
    if not frames["elastic"].height:
        assert (way.people.total_people if way.people else 0) == (min(people, default=0) if min(both) > (0, 0) else 0)
    if way.both:
        assert (way.both.total_people, way.both.total_money) == min(both)
    return way


@pytest.mark.parametrize("seeds", seed_ranges(70, 400))
def test_repairs_of_random_portfolios_are_the_least(seeds):
    """Every kind is met: money alone, people alone, both, and rules that must be lifted; each equals enumeration to the cent and the thousandth."""
    found = []
    for seed in seeds:
        frames = nominal_frames(seed)
        if frames["options"]["project_id"].n_unique() <= MOST_PROJECTS:
            found.append(check_way_out(frames))
    ways = [way for way in found if way is not None]
    assert len(ways) >= len(seeds) // 7
    assert any(way.money for way in ways)
    assert any(way.lifted for way in ways)


@pytest.mark.parametrize("seeds", seed_ranges(30, 120))
def test_repairs_with_hires_are_the_least(seeds):
    """Money for hires, and people that are given, equal the least found by enumerating all hires."""
    ways = [check_way_out(nominal(hiring_frames(seed))) for seed in seeds]
    assert sum(way is not None for way in ways) >= len(seeds) // 8


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(20))
def test_hundreds_more(chunk):
    """Repairs are checked on more random portfolios than every commit can wait for."""
    for seed in range(400 + chunk * 100, 400 + (chunk + 1) * 100):
        frames = nominal_frames(seed)
        if frames["options"]["project_id"].n_unique() <= MOST_PROJECTS:
            check_way_out(frames)
