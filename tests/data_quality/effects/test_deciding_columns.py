"""Which columns can change the plan, and that each of them exists."""

from cutline.contracts.tables.all_tables import TABLES
from cutline.settings.loading import settings_from
from data_quality.effects.deciding_columns import DECIDING_COLUMNS, can_change_plan
from tests.data_quality.nights import settings


def test_every_deciding_column_is_in_its_contract():
    """A column that was renamed would silently stop counting."""
    for table, columns in DECIDING_COLUMNS.items():
        assert columns <= {column.name for column in TABLES[table].columns}, table


def test_scores_count_only_where_the_plan_maximises_them():
    """An amount can change every plan, a sponsor none, a score the plan by score."""
    by_score = settings_from({"planning": {"objective": "score"}})
    assert can_change_plan("cost_lines", "amount_minor", settings())
    assert not can_change_plan("projects", "sponsor", settings())
    assert not can_change_plan("issues", "issue_id", settings())
    assert not can_change_plan("scores", "raw_milli", settings())
    assert can_change_plan("scores", "raw_milli", by_score)
