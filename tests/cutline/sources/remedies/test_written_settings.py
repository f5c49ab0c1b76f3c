"""Changes of settings as TOML: what is written means what was meant."""

import tomllib

from cutline.settings.sources import ColumnMap
from cutline.sources.remedies.written_settings import column_line
from tests.cutline.sources.typed_rows.reading_cells import AMOUNT


def test_a_mapping_keeps_what_it_has():
    wanted = ColumnMap.model_validate({"from": ['Amount "net"'], "unit": "k", "optional": True, "values": {"n.a": "0", "-": "0"}})
    written = tomllib.loads(column_line(AMOUNT, wanted, nth=2))
    assert written == {
        "amount": {"from": 'Amount "net"', "unit": "k", "optional": True, "values": {"n.a": "0", "-": "0"}, "nth": 2}
    }
