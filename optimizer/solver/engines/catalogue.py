"""The engines that PuLP knows, and how each takes a time limit, a gap, threads, a seed and a start.

An engine that is missing from `INTERFACES` is still called, with the keywords that its class in PuLP names. This module imports
no solver.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

BUILT_IN = "cutline"
SECONDS, GAP, THREADS, SEED, START = "time limit", "gap", "threads", "seed", "start"
# The time that the process may take to import PuLP, which imports the packages of all engines.
START_SECONDS = 60.0
ASKED = (SECONDS, GAP, THREADS, SEED, START)


@dataclass(frozen=True)
class EngineChoice:
    """Another engine, as a user chose it.

    name: its name in PuLP. options: keyword arguments for the solver's class in PuLP, as they are; they win over what Cutline
    sets. proof_nodes: the branch-and-bound nodes that the built-in engine spends on the proof of each answer. grace_seconds: how
    long after its time limit the engine's process is killed.
    """

    name: str
    options: dict[str, Any] = field(default_factory=dict)
    proof_nodes: int = 2000
    grace_seconds: float = 15.0

    @property
    def patience_seconds(self) -> float:
        """How long, beside the time limit, the process of the engine may take before it is killed."""
        return START_SECONDS + self.grace_seconds


@dataclass(frozen=True)
class Interface:
    """How one engine is found and what it can be told.

    package, program: the Python package, or the program on the PATH, that the engine needs. with_it: what else it needs. keywords: the keyword of its class
    for each quantity of ASKED. options: entries of its list `options`, as formats of the value. parameters: as `options`, for an
    engine whose `options` are a dict.
    """

    package: str = ""
    program: str = ""
    with_it: str = ""
    keywords: dict[str, str] = field(default_factory=dict)
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def needs(self) -> str:
        """What must be installed, in words."""
        here = f"the Python package {self.package}" if self.package else f"the program {self.program} on the PATH"
        return f"{here} and {self.with_it}" if self.with_it else here

    @property
    def takes(self) -> tuple[str, ...]:
        """What the engine can be told, of ASKED."""
        return tuple(each for each in ASKED if each in self.keywords or each in self.options or each in self.parameters)

    @property
    def lacks(self) -> tuple[str, ...]:
        """What the engine cannot be told, of ASKED."""
        return tuple(each for each in ASKED if each not in self.takes)


TIME_AND_GAP = {SECONDS: "timeLimit", GAP: "gapRel"}
WITH_START = {**TIME_AND_GAP, START: "warmStart"}
WITH_THREADS = {**WITH_START, THREADS: "threads"}
CBC_SEED = {SEED: ("randomSeed {0}", "randomCbcSeed {0}")}
SCIP_SEED = {SEED: ("randomization/randomseedshift={0}",)}
COPT_PARAMETERS = {SECONDS: "TimeLimit", GAP: "RelGap", THREADS: "Threads", START: "warmStart"}

INTERFACES: dict[str, Interface] = {
    "PULP_CBC_CMD": Interface(package="pulp", keywords=WITH_THREADS, options=CBC_SEED),
    "COIN_CMD": Interface(program="cbc", keywords=WITH_THREADS, options=CBC_SEED),
    "COINMP_DLL": Interface(program="libCoinMP.so", keywords={SECONDS: "timeLimit", GAP: "epgap"}),
    "CyLP": Interface(package="cylp"),
    "HiGHS": Interface(package="highspy", keywords={**TIME_AND_GAP, THREADS: "threads", SEED: "random_seed"}),
    "HiGHS_CMD": Interface(program="highs", keywords=WITH_THREADS, options={SEED: ("random_seed={0}",)}),
    "SCIP_PY": Interface(package="pyscipopt", keywords=WITH_START, options=SCIP_SEED),
    "SCIP_CMD": Interface(program="scip", keywords=TIME_AND_GAP, options=SCIP_SEED),
    "FSCIP_CMD": Interface(program="fscip", keywords={**TIME_AND_GAP, THREADS: "threads"}),
    "GUROBI": Interface(package="gurobipy", keywords={**WITH_START, THREADS: "Threads", SEED: "Seed"}),
    "GUROBI_CMD": Interface(program="gurobi_cl", keywords=WITH_THREADS),
    "CPLEX_PY": Interface(package="cplex", keywords=WITH_THREADS),
    "CPLEX_CMD": Interface(program="cplex", keywords=WITH_THREADS),
    "XPRESS": Interface(program="optimizer", keywords=WITH_START, options={THREADS: ("THREADS={0}",)}),
    "XPRESS_PY": Interface(package="xpress", keywords=WITH_START, options={THREADS: ("THREADS={0}",), SEED: ("RANDOMSEED={0}",)}),
    "COPT": Interface(package="coptpy", keywords={**WITH_START, THREADS: "Threads"}),
    "COPT_CMD": Interface(program="copt_cmd", keywords=COPT_PARAMETERS),
    "COPT_DLL": Interface(program="the COPT library", keywords=COPT_PARAMETERS),
    "MOSEK": Interface(
        package="mosek", keywords={SECONDS: "timeLimit"},
        parameters={GAP: "MSK_DPAR_MIO_TOL_REL_GAP", THREADS: "MSK_IPAR_NUM_THREADS", SEED: "MSK_IPAR_MIO_SEED"},
    ),
    "CUOPT": Interface(package="cuopt", keywords=TIME_AND_GAP),
    "GLPK_CMD": Interface(program="glpsol", keywords={SECONDS: "timeLimit"}, options={GAP: ("--mipgap", "{0}")}),
    "PYGLPK": Interface(package="glpk"),
    "CHOCO_CMD": Interface(program="java", with_it="the solver Choco as a .jar", keywords={SECONDS: "timeLimit"}),
    "MIPCL_CMD": Interface(program="mps_mipcl", keywords={SECONDS: "timeLimit"}),
    "SAS94": Interface(package="saspy", keywords={SECONDS: "timeLimit", START: "warmStart"}),
    "SASCAS": Interface(package="swat", keywords={SECONDS: "timeLimit", START: "warmStart"}),
}  # fmt: skip


def arguments_of(choice: EngineChoice, asked: dict[str, float | int | bool]) -> dict[str, Any]:
    """The keyword arguments of the solver's class. asked: a value for each quantity of ASKED that is wanted.

    A quantity that the engine cannot be told is left out. What the user stated in `choice.options` wins; a list `options` of the
    user is added behind Cutline's own.
    """
    interface = INTERFACES[choice.name]
    given: dict[str, Any] = {interface.keywords[each]: value for each, value in asked.items() if each in interface.keywords}
    own = [part.format(value) for each, value in asked.items() if value is not None for part in interface.options.get(each, ())]
    parameters = {interface.parameters[each]: value for each, value in asked.items() if each in interface.parameters}
    stated = dict(choice.options)
    if parameters or isinstance(stated.get("options"), dict):
        given["options"] = {**parameters, **stated.pop("options", {})}
    elif own:
        given["options"] = [*own, *stated.pop("options", [])]
    return {"msg": False, **given, **stated}
