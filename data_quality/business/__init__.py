"""The business rules, a file for each subject: a new rule is a function that finds rows, and a line in `RULES`.

A file ends with its `RULES`. The rules of the table contracts (known, allowed, in range, unique) are not in this room:
`expectations/` derives them from the contracts. Read `estimates.py` first, the smallest complete example.
"""

from data_quality.business import (
    candidates,
    criteria,
    dependencies,
    estimates,
    files,
    last_night,
    money,
    people,
    progress,
    projects,
    references,
    required_projects,
)
from data_quality.rule_model.rule import Rule

BUSINESS_RULES: tuple[Rule, ...] = (
    *candidates.RULES, *files.RULES, *references.RULES, *projects.RULES, *criteria.RULES, *money.RULES, *estimates.RULES, *people.RULES, *dependencies.RULES,
    *required_projects.RULES, *progress.RULES, *last_night.RULES,
)  # fmt: skip
