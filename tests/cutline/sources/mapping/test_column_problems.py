"""Problems of columns that stop the night."""

import pytest

from cutline.errors import SourceError
from tests.cutline.sources.reading_exports import (
    COSTS,
    HEADER,
    read_file,
)


@pytest.mark.parametrize("header", ["amount_eur", "Amounts", "mandat", "latest start", "Probability (%)"])
def test_a_renamed_column_is_an_error_and_not_unknown_everywhere(tmp_path, header):
    """What nothing reads and is nearly a known column's name stops the file, with the column that was probably meant."""
    table, columns = {
        "amount_eur": ("cost_lines", HEADER.replace("amount", "amount_eur")), "Amounts": ("cost_lines", HEADER.replace("amount", "Amounts")),
        "mandat": ("projects", "project_id,name,status,mandat"), "latest start": ("projects", "project_id,name,status,latest start"),
        "Probability (%)": ("benefits", "project_id,period_offset,category,amount,Probability (%)"),
    }[header]  # fmt: skip
    with pytest.raises(SourceError) as refused:
        read_file(tmp_path, columns + "\n" + ",".join("1" for _ in columns.split(",")) + "\n", table)
    assert repr(header) in str(refused.value)


def test_a_footer_that_is_a_row_is_not_dropped(tmp_path):
    """footer_rows = 1 on the day the total is missing: refused, with the row."""
    good = COSTS + "P,0,capex,1.00,plan\nQ,0,capex,2.00,plan\n"
    assert read_file(tmp_path, good + "Total,,,3.00,\n", footer_rows=1)[0].height == 2
    with pytest.raises(SourceError, match="Q, capex, plan, which looks like data"):
        read_file(tmp_path, good, footer_rows=1)
