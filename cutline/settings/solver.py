"""The section [solver] of portfolio.toml: the limits that a user sets to the search for a plan.

`neighbourhoods` is the number of rounds of the large search: a round is one neighbourhood. `optimizer/search/limits.py`
says what the limits mean, and `optimizer/search/stopping_rules.py` has the rules that end a search. The number of rounds
without a better plan that ends the large search is not a setting: it is `Limits.stall_rounds`.
"""

from typing import Any, Self

from pydantic import Field, field_validator, model_validator

from cutline.settings.section import Section, nearest

BUILT_IN_ENGINE = "cutline"
# The solvers of PuLP 3.3 by name; a test compares this list with PuLP's own.
PULP_ENGINES = (
    "CHOCO_CMD", "COINMP_DLL", "COIN_CMD", "COPT", "COPT_CMD", "COPT_DLL", "CPLEX_CMD", "CPLEX_PY", "CUOPT", "CyLP", "FSCIP_CMD",
    "GLPK_CMD", "GUROBI", "GUROBI_CMD", "HiGHS", "HiGHS_CMD", "MIPCL_CMD", "MOSEK", "PULP_CBC_CMD", "PYGLPK", "SAS94", "SASCAS",
    "SCIP_CMD", "SCIP_PY", "XPRESS", "XPRESS_PY",
)  # fmt: skip


class SolverSection(Section):
    """When the search for a plan stops. The node limit is the normal stop, because it gives the same answer on every machine."""

    gap_target_ppm: int = Field(
        100,
        ge=0,
        le=1_000_000,
        description="Gap between value and bound, in millionths, at which a plan counts as proven: 100 is 0.01 %.",
    )
    max_nodes: int = Field(50_000, ge=1, description="Limit of branch-and-bound nodes for each stage of the search.")
    neighbourhoods: int = Field(
        200,
        ge=1,
        description="Number of neighbourhoods that are searched one after another for a better plan, in a large portfolio.",
    )
    time_limit_seconds: float = Field(
        600.0, gt=0, description="Time limit of the whole search. The results say when it has stopped the search."
    )
    reason_gap_ppm: int = Field(
        2000,
        ge=0,
        le=1_000_000,
        description="Gap, in millionths, at which the first search for the price of each project that was left out stops: 2000 is 0.2 %.",
    )
    reason_max_nodes: int = Field(
        50, ge=1, description="Limit of branch-and-bound nodes of the first search for each project that was left out."
    )
    reason_proof_nodes: int = Field(
        40_000,
        ge=0,
        description="Limit of branch-and-bound nodes of all proofs of prices and displacements together. With 0, only what the first searches prove is told.",
    )
    card_work: int = Field(
        50,
        ge=0,
        description="Limit of work of all searches for the cards of a night, in millions: simplex iterations times columns and rows. What it does not reach is told as not reached. With 0, the cards tell only what known plans prove.",
    )
    threads: int = Field(1, ge=1, le=64, description="Number of solver threads.")
    processes: int = Field(
        0,
        ge=0,
        le=64,
        description="Number of processes that answer the questions about a plan at the same time: its reasons, its cards and the effects of findings. 0 takes as many as there are processors, at most 4, and one for a small portfolio. The answers do not depend on it.",
    )
    seed: int = Field(0, ge=0, description="Random seed of the solver.")
    engine: str = Field(
        BUILT_IN_ENGINE,
        description="Who searches for the plan: `cutline`, or the name of a solver of PuLP ([solvers](solvers.md)). The plan of another engine passes the same integer check, and the built-in engine proves its bound.",
    )
    engine_options: dict[str, Any] = Field(
        {},
        description='Arguments of the engine\'s class in PuLP, handed over as they are: `{ path = "cbc", options = ["cuts off"] }`.',
    )
    engine_proof_nodes: int = Field(
        2000,
        ge=1,
        description="Limit of branch-and-bound nodes that the built-in engine spends on the proof of each answer of another engine.",
    )

    second_opinion: str | None = Field(
        None,
        description="Another engine that is asked for the greatest value after the plan is finished, with the whole time limit again: the name of a solver of PuLP, or `cutline` beside another `engine`. A better plan that passes the verifier replaces the plan.",
    )
    second_opinion_options: dict[str, Any] = Field(
        {}, description="Arguments of the class in PuLP of the engine that gives the second opinion, as `engine_options`."
    )

    @field_validator("engine", "second_opinion")
    @classmethod
    def _engine_is_known(cls, name: str | None) -> str | None:
        if name is not None and name != BUILT_IN_ENGINE and name not in PULP_ENGINES:
            known = (BUILT_IN_ENGINE, *PULP_ENGINES)
            raise ValueError(f"{BUILT_IN_ENGINE!r}, or the name of a solver of PuLP; {name!r} is none{nearest(name, known)}")
        return name

    @model_validator(mode="after")
    def _an_opinion_is_a_second_one(self) -> Self:
        if self.second_opinion == self.engine:
            raise ValueError(f"second_opinion names another engine than engine; both are {self.engine!r}")
        return self
