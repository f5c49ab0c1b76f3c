"""Frames are held by key."""

import pytest


def test_a_key_nobody_holds_is_named():
    """The error says what to do."""
    from data_quality.gx_polars.frames import held

    with pytest.raises(KeyError, match="hold"):
        held("nobody")
