"""Numbers, amounts, days and hours of schedule files."""

import pytest

from cutline.errors import SourceError
from tests.cutline.sources.formats.sample_rows import SMALL_XER, SMALL_XER_COSTS
from tests.cutline.sources.reading_exports import read_file


@pytest.mark.parametrize("cost", ["1e-99999999", "1e99999", "9" * 400, "NaN"])
def test_a_number_too_long_for_memory_is_refused(tmp_path, cost):
    """A few bytes that would become a gigabyte of digits."""
    with pytest.raises(SourceError):
        read_file(
            tmp_path,
            SMALL_XER + SMALL_XER_COSTS + f"%R\t5\t{cost}\n%E\n",
            name="f.xer",
            columns={"cost_class": {"value": "capex"}},
            format="xer",
        )
