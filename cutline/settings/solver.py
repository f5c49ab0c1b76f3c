"""The section [solver] of portfolio.toml: when the search for a plan stops."""

from pydantic import Field

from cutline.settings.section import Section


class SolverSection(Section):
    """When the search stops. The node limit is the normal stop: it gives the same answer on every machine."""

    gap_target_ppm: int = Field(
        100, ge=0, le=1_000_000, description="proven when value and bound differ by no more: 100 is 0.01 %"
    )
    max_nodes: int = Field(50_000, ge=1, description="search nodes for each stage")
    neighbourhoods: int = Field(
        200,
        ge=1,
        description="parts of a large portfolio (more than 400 options) that are searched one after another for a better plan",
    )
    time_limit_seconds: float = Field(600.0, gt=0, description="guard for the whole search; a plan stopped by it says so")
    reason_gap_ppm: int = Field(
        2000, ge=0, le=1_000_000, description="how closely the price of each project left out is proven: 2000 is 0.2 %"
    )
    reason_max_nodes: int = Field(200, ge=1, description="search nodes for each project left out")
    threads: int = Field(1, ge=1, le=64, description="solver threads")
    seed: int = Field(0, ge=0, description="solver seed")
