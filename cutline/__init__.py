"""Floor 0: contracts, sources, canonical tables, metrics, ledger and reports. No orchestrator, no solver, no Great Expectations."""

from typing import Final

__version__: Final = "0.1.0"
