"""A Polars lazy frame as the batch data of Great Expectations, with an arrow-backed pandas frame on demand.

The pandas frame has the same rows as the lazy frame.
"""

import pandas as pd
import polars as pl
from great_expectations.execution_engine.pandas_batch_data import PandasBatchData
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine

from data_quality.gx_polars.duplicates import ROWS_OF_KEY

ROW_NUMBER = "__row"  # the column that holds a row's number if a metric asks for it


class PolarsBatchData(PandasBatchData):
    """A lazy frame. The pandas frame of the same rows is made when the first metric falls back to it."""

    def __init__(self, execution_engine: PandasExecutionEngine, frame: pl.LazyFrame) -> None:
        super().__init__(execution_engine, None)
        self._dataframe: pd.DataFrame | None = None
        self.frame = frame
        self.schema = dict(frame.collect_schema())
        odd = [
            name
            for name in self.schema
            if name in (ROW_NUMBER, ROWS_OF_KEY, "*") or (name.startswith("^") and name.endswith("$"))
        ]
        if odd:
            raise ValueError(f"columns {odd!r} have names that Polars reads as patterns, or that this engine uses: rename them")

    @property
    def dataframe(self) -> pd.DataFrame:
        """The rows for the pandas engine."""
        if self._dataframe is None:
            self._dataframe = self.frame.collect().to_pandas(use_pyarrow_extension_array=True)
        return self._dataframe
