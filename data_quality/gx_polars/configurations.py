"""Lets the expectations of Great Expectations be built once, where a validation builds each of them a hundred times.

To validate an expectation, Great Expectations asks it for its configuration, and asks the configuration for the expectation
again, for every key of every metric. On a table of some hundred rows this takes most of the time. Within `built_once`, both
are remembered. Elsewhere nothing changes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

# What was built from each object, by the number of the object. The object is held as well, so that no other one gets its number.
_BUILT: ContextVar[dict[int, tuple[object, Any]] | None] = ContextVar("built", default=None)


@contextmanager
def built_once() -> Iterator[None]:
    """Within it, an expectation and its configuration are built from each other once. Neither may be changed within it."""
    token = _BUILT.set({})
    try:
        yield
    finally:
        _BUILT.reset(token)


_configuration_of = Expectation.configuration.fget
_expectation_of = ExpectationConfiguration.to_domain_obj


def _configuration(expectation: Expectation) -> ExpectationConfiguration:
    return _remembered(expectation, _configuration_of)


def _expectation(configuration: ExpectationConfiguration) -> Expectation:
    return _remembered(configuration, _expectation_of)


def _remembered(of: object, build: Any) -> Any:
    built = _BUILT.get()
    if built is None:
        return build(of)
    if id(of) not in built:
        built[id(of)] = of, build(of)
    return built[id(of)][1]


Expectation.configuration = property(_configuration)
ExpectationConfiguration.to_domain_obj = _expectation
