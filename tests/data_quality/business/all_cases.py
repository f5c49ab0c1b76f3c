"""The nights that break one rule each, of all files of business rules together: for tests of whole nights."""

from tests.data_quality.business import (
    test_candidates,
    test_criteria,
    test_dependencies,
    test_estimates,
    test_files,
    test_last_night,
    test_money,
    test_people,
    test_progress,
    test_projects,
    test_references,
    test_required_projects,
)

_FILES = (
    test_candidates,
    test_criteria,
    test_dependencies,
    test_estimates,
    test_files,
    test_last_night,
    test_money,
    test_people,
    test_progress,
    test_projects,
    test_references,
    test_required_projects,
)
CASES: dict[str, dict] = {rule: case for file in _FILES for rule, case in file.CASES.items()}
ALONGSIDE: dict[str, set[str]] = {rule: others for file in _FILES for rule, others in getattr(file, "ALONGSIDE", {}).items()}
