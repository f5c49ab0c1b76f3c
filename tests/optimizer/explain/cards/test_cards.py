"""The cards of a night: every answer holds against enumeration, the budget is kept, and the number of processes changes nothing."""

import polars as pl
import pytest

from optimizer.explain.cards.card import ANSWERS, CARD_SCHEMA, Answer, between, cards_frame, of_rise
from optimizer.explain.cards.card_searches import CardQuestions
from optimizer.explain.cards.cards import cards, unasked
from optimizer.explain.reasons import reasons, reasons_frame
from optimizer.explain.thresholds.cheaper import Level
from optimizer.explain.thresholds.cost_changes import SHARE_SCALE
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.explain.thresholds.test_cheaper import best_value, changed, worth_of_costs
from tests.optimizer.explain.thresholds.test_joining import lacks_of_plans_with
from tests.optimizer.random_portfolios import nominal_frames, random_frames
from tests.optimizer.small_portfolios import one_fund
from tests.seeds import seed_ranges

MOST_PROJECTS = 7


def asked(frames) -> tuple[CardQuestions, pl.DataFrame] | None:
    """The questions about the best plan of a portfolio, and its reasons; None if it is too large or has no plan."""
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    if not isinstance(plan, Plan) or len(problem.projects) > MOST_PROJECTS:
        return None
    questions = CardQuestions.of(frames, plan, worth_of_costs(frames), Limits())
    return questions, reasons_frame(reasons(problem, plan, Limits()))


def holds(answer: Answer, true: int | None) -> bool:
    """Whether an answer is right about a figure; None stands for a figure that no amount reaches."""
    if answer.state == "proven":
        return true is not None and answer.at_least == answer.at_most == true
    if answer.state in ("impossible", "required"):
        return true is None
    is_above = answer.at_least is None or true is None or true >= answer.at_least
    return is_above and (answer.at_most is None or (true is not None and true <= answer.at_most))


def check(frames, questions: CardQuestions, told) -> int:
    """Every answer of the cards of a portfolio against enumeration. Returns how many are proven."""
    value, proven = questions.plan.value, 0
    for card in told:
        p = card.project_id
        with_it, without = best_value(frames, p, runs=True), best_value(frames, p, runs=False)
        if card.is_selected:
            assert holds(card.may_lose, None if without is None else value - without)
            if card.may_cost.state in ("proven", "interval"):
                at = -card.may_cost.at_least
                assert best_value(changed(frames, p, None, at), p, runs=True) >= without
                if card.may_cost.state == "proven":
                    dearer = best_value(changed(frames, p, None, at - 1), p, runs=True)
                    assert dearer is None or dearer < without
        else:
            assert holds(card.more_value, None if with_it is None else max(value - with_it, 0))
            if card.cheaper.at_most is not None:
                assert best_value(changed(frames, p, None, card.cheaper.at_most), p, runs=True) >= value
            if card.cheaper.at_least:
                less = best_value(changed(frames, p, None, card.cheaper.at_least - 1), p, runs=True)
                assert less is None or less < value
            if card.cheaper.state == "impossible":
                free = best_value(changed(frames, p, None, SHARE_SCALE), p, runs=True)
                assert free is None or free < value
        proven += sum(getattr(card, name) is not None and getattr(card, name).state == "proven" for name in ANSWERS)
    return proven


@pytest.mark.parametrize("work", [0.0, 1e9])
@pytest.mark.parametrize("seeds", seed_ranges(6, 300))
def test_every_answer_holds_against_brute_force(seeds, work):
    """With much work most are proven; without any, what known plans prove is still right."""
    told = proven = 0
    for seed in seeds:
        frames = random_frames(seed)
        if (found := asked(frames)) is not None:
            made = cards(*found, work=work)
            told, proven = told + len(made), proven + check(frames, found[0], made)
    assert told >= len(seeds)
    assert (proven > told // 2) == (work > 0) or work == 0


@pytest.mark.parametrize("seeds", seed_ranges(6, 300))
def test_the_least_money_and_people_hold_against_brute_force(seeds):
    """Of portfolios in which no people can be bought, whose cost the search for money does not count."""
    proven = 0
    for seed in seeds:
        frames = nominal_frames(seed)
        if frames["elastic"].height or (found := asked(frames)) is None:
            continue
        for card in cards(*found, work=1e9):
            if not card.is_selected:
                lacks = lacks_of_plans_with(frames, card.project_id, found[0].plan.value)
                assert holds(card.least_money, min((want for short, want in lacks if not short), default=None))
                assert holds(card.least_people, min((short for short, want in lacks if not want), default=None))
                proven += card.least_money.state == "proven"
    assert proven > 0


@pytest.mark.long
def test_the_number_of_processes_changes_nothing_and_less_work_tells_less():
    frames = one_fund({f"P{i}": 31 + 7 * i % 23 for i in range(16)}, {f"P{i}": 40 + 5 * i % 19 for i in range(16)}, 200)
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    questions = CardQuestions.of(frames, plan, worth_of_costs(frames), Limits())
    found = reasons_frame(reasons(problem, plan, Limits()))
    full = cards(questions, found, work=1e9)
    assert cards(questions, found, work=1e9, processes=2) == full
    little = cards(questions, found, work=1e6)
    assert cards(questions, found, work=1e6, processes=2) == little
    states = [getattr(card, name).state for card in little for name in ANSWERS if getattr(card, name)]
    assert "not reached" in states
    assert {getattr(card, name).state for card in full for name in ANSWERS if getattr(card, name)} <= {
        "proven",
        "impossible",
        "beyond",
    }
    assert {getattr(c, n).state for c in unasked(questions, found) for n in ANSWERS if getattr(c, n)} == {"not reached"}


def test_the_frame_has_a_row_for_each_project_and_the_ends_of_a_rise_change_places():
    frames = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 100)
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    questions = CardQuestions.of(frames, plan, worth_of_costs(frames), Limits())
    frame = cards_frame(cards(questions, reasons_frame(reasons(problem, plan, Limits())), work=1e9))
    assert dict(frame.schema) == CARD_SCHEMA
    a, b = frame.to_dicts()
    assert (a["may_lose_state"], a["may_lose_at_least"], a["cheaper_state"]) == ("proven", 1, None)
    assert (b["more_value_at_least"], b["least_money_at_least"], b["may_lose_state"]) == (1, 10, None)
    assert of_rise(Level("interval", -900, -300, -30)) == Answer("interval", 300, 900, 30)
    assert between(None, None).state == "not reached"
    assert between(3, None) == Answer("at least", 3)
