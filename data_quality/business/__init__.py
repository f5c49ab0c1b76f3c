"""The business rules by what they look at: files, references, projects, criteria, money, estimates, people, dependencies, required projects, progress, and the night before."""

from data_quality.business import (
    before,
    criteria,
    estimates,
    files,
    money,
    network,
    people,
    progress,
    projects,
    references,
    required,
)
from data_quality.rules import Rule

BUSINESS_RULES: tuple[Rule, ...] = (
    *files.RULES, *references.RULES, *projects.RULES, *criteria.RULES, *money.RULES, *estimates.RULES, *people.RULES, *network.RULES, *required.RULES, *progress.RULES, *before.RULES,
)  # fmt: skip
