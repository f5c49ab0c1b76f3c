"""Checks the arguments of a user's rule when the settings are read, before Great Expectations sees them.

Great Expectations would refuse wrong arguments, too, but only at night and in words of its own.
"""

import re
from collections.abc import Mapping

from cutline.settings.quality import UserRule
from cutline.settings.section import nearest
from data_quality.expectations.supported_expectations import (
    IGNORE_ROW_IF,
    LIMITS,
    PROPORTION_LIMITS,
    ROW_COUNT,
    WHOLE_NUMBER_LIMITS,
)


def _accepted_arguments(kind: str) -> dict[str, tuple[type, ...]]:
    """The arguments that an expectation takes, with their types."""
    if kind == ROW_COUNT:
        return {**WHOLE_NUMBER_LIMITS}
    if "compound" in kind or "within_record" in kind or "multicolumn" in kind:
        total = {"sum_total": (int, float, str)} if "sum" in kind else {}
        return {"column_list": (list,), "ignore_row_if": (str,), **total}
    if "pair" in kind:
        return {
            "column_A": (str,),
            "column_B": (str,),
            "ignore_row_if": (str,),
            **({"or_equal": (bool,)} if "greater" in kind else {}),
        }
    more: Mapping[str, tuple[type, ...]] = {}
    if kind.endswith("_to_be_between"):
        more = (
            PROPORTION_LIMITS
            if "proportion" in kind
            else WHOLE_NUMBER_LIMITS
            if "length" in kind or "unique_value_count" in kind
            else LIMITS
        )
    elif kind.endswith("in_set"):
        more = {"value_set": (list,)}
    elif kind.endswith("regex_list"):
        more = {"regex_list": (list,), **({} if "not_match" in kind else {"match_on": (str,)})}
    elif kind.endswith("regex"):
        more = {"regex": (str,)}
    elif kind.endswith("lengths_to_equal"):
        more = {"value": (int,)}
    return {"column": (str,), **more}


def refuse_unusable_arguments(wanted: UserRule) -> None:
    """Raises ValueError for an argument that is unknown, missing, of a wrong type, or that would let the rule never object."""
    takes, given = _accepted_arguments(wanted.expect), wanted.arguments
    for name, value in given.items():
        if name not in takes:
            raise ValueError(f"{wanted.expect} takes no argument {name!r}{nearest(name, takes)}; it takes {', '.join(takes)}")
        right = isinstance(value, takes[name]) and (not isinstance(value, bool) or bool in takes[name])
        if not right:
            raise ValueError(f"argument {name!r} is {value!r}, expected {' or '.join(kind.__name__ for kind in takes[name])}")
        if isinstance(value, list) and (not value or (name == "column_list" and len(set(value)) < 2)):
            raise ValueError(f"argument {name!r} is {value!r}: too few to judge by")
    for pattern in [given[name] for name in ("regex",) if name in given] + list(given.get("regex_list", [])):
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
    optional = {"ignore_row_if", "or_equal", "match_on", "min_value", "max_value", "strict_min", "strict_max"}
    missing = [name for name in takes if name not in given and name not in optional]
    if missing:
        raise ValueError(f"argument {missing[0]!r} is missing")
    if "min_value" in takes and not {"min_value", "max_value"} & set(given):
        raise ValueError("neither min_value nor max_value is given: it could never object")
    known = IGNORE_ROW_IF["pair" if "pair" in wanted.expect else "column_list"]
    if given.get("ignore_row_if", known[0]) not in known:
        raise ValueError(f"ignore_row_if is {given['ignore_row_if']!r}, expected one of {', '.join(known)}")
    if given.get("match_on", "any") not in ("any", "all"):
        raise ValueError(f"match_on is {given['match_on']!r}, expected any or all")
    if "proportion" in wanted.expect and any(not 0 <= given.get(name, 0) <= 1 for name in ("min_value", "max_value")):
        raise ValueError("a proportion is between 0 and 1")
