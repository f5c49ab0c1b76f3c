"""The registry of published tables is whole, and a night publishes what it declares."""

from cutline.measures.catalogue import PUBLISHED_METRICS
from cutline.reports.tables.published_tables import PUBLISHED_TABLES, SUBJECTS


def test_no_two_tables_have_one_name():
    """A second table of a name would replace the first unseen."""
    assert len(PUBLISHED_TABLES) == sum(len(subject.TABLES) for subject in SUBJECTS)


def test_a_night_publishes_every_table_and_the_ledger(starter_run):
    """In csv/ and in parquet/, and nothing else."""
    night = starter_run[0] / "published"
    for folder in ("csv", "parquet"):
        assert {path.stem for path in (night / folder).iterdir()} == {*PUBLISHED_TABLES, "ledger"}


def test_a_table_that_the_dictionary_of_metrics_does_not_describe_says_what_a_row_is():
    """docs/outputs.md would have an empty cell otherwise."""
    assert [
        name
        for name, table in PUBLISHED_TABLES.items()
        if name not in PUBLISHED_METRICS and not (table.one_row_for and table.columns)
    ] == []
