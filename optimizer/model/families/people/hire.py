"""The rows of the family `hire`: no more people are hired than can be found."""

from optimizer.linear.rows import Row, row
from optimizer.model.terms import Term
from optimizer.problem.hires import heads_of, most_heads_from
from optimizer.problem.records import Problem

FAMILY = "hire"


def rows(problem: Problem) -> list[Row]:
    """For every role r and period t in which heads may arrive, a row that limits the heads hired up to and in t.

    The row says: sum of heads x w over arrivals up to and in t <= the smallest most_heads of the periods from t on, because the
    people who are hired stay. There is no row if all heads that can arrive up to and in t are within the limit.
    """
    found: dict[tuple[str, int], Row] = {}  # the row of the last arrival implies earlier rows of the same limit
    arrivals = {
        (role, problem.options[problem.options_of[p][0]].start): problem.options_of[p] for p, role in problem.hires.items()
    }
    for role in (role for role in problem.roles if role in problem.hire_terms):
        own = problem.hire_terms[role]
        terms: list[Term] = []
        could_be = 0
        for each, most in zip(own, most_heads_from(own), strict=True):
            new = [(j, heads_of(problem.options[j].mode_id)) for j in arrivals.get((role, each.period), ())]
            terms, could_be = terms + new, could_be + max((heads for _, heads in new), default=0)
            if new and could_be > most:
                label = f"at most {most} of {role} are hired by period {each.period}"
                found[role, most] = row(f"hire[{role},{each.period}]", FAMILY, label, terms, None, most)
    return list(found.values())
