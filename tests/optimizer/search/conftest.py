"""What the tests of the search share: an interrupt that works however the tests were started."""

import signal

import pytest


@pytest.fixture(autouse=True)
def _interrupts_arrive():
    """A shell that starts the tests in the background lets them ignore interrupts; Python's own handler is set for each test."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
