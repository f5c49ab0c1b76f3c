"""Every row of the model belongs to a rule that somebody can change, or always stays."""

from optimizer.model.building import build_model
from optimizer.model.rules_and_rows import ruled_rows
from optimizer.problem.building import build_problem
from tests.optimizer.random_portfolios import nominal_frames


def test_every_row_of_the_model_is_a_rule_or_always_stays():
    """Of hundred random portfolios: no row is lost but those that only say when a gain comes, and each rule keeps the owner of
    its rows.
    """
    for seed in range(100):
        problem = build_problem(nominal_frames(seed))
        known, model = ruled_rows(problem), build_model(problem)
        lost = {each.name for each in model.rows} - {each.name for each in known.rows}
        assert all(name.startswith(("synergy[", "programme[")) for name in lost)
        always = {each.family for each, behind in zip(known.rows, known.behind, strict=True) if not behind}
        assert always <= {
            "choice",
            "elastic",
            "budget",
            "exclusion",
        }  # of projects that exclude one another only one may have an option
        assert all(each.lower is None or each.upper is None for each in known.rows)
        assert all(rule.owner and rule.label and rule.rule_id for rule in known.rules)
