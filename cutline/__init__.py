"""The lowest floor: turns exports into canonical tables, measures them, prepares the choice, and reports the plan.

The choice is prepared for the optimiser, and the plan is the optimiser's. Pure functions on tables belong here. Solvers
(`optimizer`), Great Expectations (`data_quality`) and Dagster (`assets`, `pipelines`) do not. Read `contracts` first; it
says what the data look like.
"""

from typing import Final

__version__: Final = "0.1.0"
