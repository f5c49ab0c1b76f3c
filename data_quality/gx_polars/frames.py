"""Frames by key. Batch parameters of Great Expectations go through JSON: a key passes, a frame does not."""

import uuid

import polars as pl

_HELD: dict[str, pl.LazyFrame] = {}


def hold(frame: pl.LazyFrame | pl.DataFrame, key: str | None = None) -> str:
    """Keep `frame` in this process under `key`, or under a new one, and return the key: batch_parameters={"frame": key}."""
    name = key or uuid.uuid4().hex
    _HELD[name] = frame.lazy()
    return name


def held(key: str) -> pl.LazyFrame:
    """The frame under `key`. Raises KeyError when there is none."""
    try:
        return _HELD[key]
    except KeyError:
        raise KeyError(f"no frame is held under {key!r}: hold(frame, {key!r}) in the process that validates") from None


def release(key: str) -> None:
    """Let go of the frame under `key`."""
    _HELD.pop(key, None)
