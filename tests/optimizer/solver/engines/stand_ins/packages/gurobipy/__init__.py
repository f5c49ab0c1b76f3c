"""Stands in for gurobipy: an installation without a licence that is valid. The environment variable STAND_IN says which fault."""

import os

MESSAGES = {
    "no licence": "No Gurobi license found (user planner, host office, hostid 1a2b3c, cores 2)",
    "licence has run out": "License expired 2026-01-31",
    "licence too small": "Model too large for size-limited license; visit the maker's page for more information",
}


class GurobiError(Exception):
    """What gurobipy raises."""


class GRB:
    """Constants that PuLP's class reads."""


class Env:
    """An environment. Gurobi looks for its licence when one is made."""

    def __init__(self, params=None):
        fault = os.environ["STAND_IN"]
        if fault != "licence too small":
            raise GurobiError(MESSAGES[fault])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


class Model:
    """A model that the licence does not allow."""

    def __init__(self, *_, **__):
        raise GurobiError(MESSAGES["licence too small"])


def setParam(*_):  # noqa: N802 gurobipy's name
    """PuLP sets parameters before it makes a model."""
