"""The frames that are held for Great Expectations, by key.

The batch parameters of Great Expectations go through JSON, which a key can pass and a frame cannot.
"""

import uuid

import polars as pl

_HELD: dict[str, pl.LazyFrame] = {}


def hold(frame: pl.LazyFrame | pl.DataFrame, key: str | None = None) -> str:
    """Keeps `frame` in this process under `key`, or under a new key, and returns the key, for batch_parameters={"frame": key}."""
    name = key or uuid.uuid4().hex
    _HELD[name] = frame.lazy()
    return name


def held(key: str) -> pl.LazyFrame:
    """The frame that is held under `key`. Raises KeyError when there is none."""
    try:
        return _HELD[key]
    except KeyError:
        raise KeyError(f"no frame is held under {key!r}: hold(frame, {key!r}) in the process that validates") from None


def release(key: str) -> None:
    """Forgets the frame that is held under `key`."""
    _HELD.pop(key, None)
