"""Costly functions without side effects give what they gave for equal arguments before, in whatever process and order.

So a night of inputs that another night had costs only what Dagster, the stores and the publication do, which is what orders try.
"""

import hashlib
import io
import pickle
from collections.abc import Callable
from functools import partial, wraps
from importlib import import_module
from pathlib import Path
from types import FunctionType, LambdaType, MethodType
from typing import Any

import polars as pl

from cutline.sources.deliveries.whole_files import write_whole

COSTLY = {
    "assets.checks": ("run_table",),
    "assets.quality": ("quality_frames", "effects", "volumes", "decisive_values"),
    "assets.plan": ("solve_in_process", "reasons", "causes_frame"),
    "assets.reports": ("render_workbook", "render_page", "build_published_tables"),
    "cutline.measures.topics.money": ("money_metrics",),
    "cutline.measures.topics.progress": ("progress_metrics", "plan_progress_metrics"),
    "cutline.measures.topics.alignment": ("alignment_metrics",),
    "cutline.measures.topics.spread": ("spread_metrics", "plan_spread_metrics"),
    "cutline.measures.topics.condition": ("condition_metrics",),
    "cutline.measures.topics.people": ("people_metrics",),
    "cutline.measures.topics.gathered": ("gathered_metrics",),
    "cutline.measures.topics.themes": ("theme_metrics",),
}


class _Arguments(pickle.Pickler):
    """Writes arguments by their contents: a lazy frame as its rows, a function as its name."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, pl.LazyFrame):
            return str, (hashlib.sha256(pickle.dumps(value.collect())).hexdigest(),)
        if isinstance(value, FunctionType | LambdaType | MethodType):
            return str, (f"{value.__module__}.{value.__qualname__}",)
        if isinstance(value, partial):
            return str, (repr(value.func),)
        return NotImplemented


def compute_once(place: Path) -> None:
    """Lets the functions in COSTLY keep their results in the folder `place`, for this process."""
    place.mkdir(exist_ok=True)
    for module, names in COSTLY.items():
        for name in names:
            function = getattr(import_module(module), name)
            setattr(import_module(module), name, _kept(function, place))


def _kept(function: Callable[..., Any], place: Path) -> Callable[..., Any]:
    @wraps(function)
    def kept(*arguments: Any, **more: Any) -> Any:
        data = io.BytesIO()
        _Arguments(data).dump((function.__qualname__, arguments, more))
        path = place / hashlib.sha256(data.getvalue()).hexdigest()
        if not path.exists():
            write_whole(path, pickle.dumps(function(*arguments, **more)))
        return pickle.loads(path.read_bytes())

    return kept
