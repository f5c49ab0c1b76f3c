"""The lowest floor: turns exports into canonical tables, measures them, prepares the choice, and reports the plan.

This floor prepares the options, and the optimiser makes the plan from them. Pure functions on tables belong on this floor.
Solvers (`optimizer`), Great Expectations (`data_quality`) and Dagster (`assets`, `pipelines`) do not. Read `contracts`
first: it describes the data.
"""

from typing import Final

__version__: Final = "0.1.0"
