"""Reads the exported forms of a model back, in whole numbers. Nothing here is shared with the writers, and nothing is a float."""

import json
import re
from dataclasses import dataclass, field

Terms = dict[str, int]


@dataclass
class Read:
    """A model as a file states it: rows by name with sense and bound, the upper limit of each column, the sense of the objective."""

    is_maximised: bool
    objective: Terms = field(default_factory=dict)
    rows: dict[str, tuple[Terms, str, int]] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)


TERM = re.compile(r"([+-]?) ?(\d+)? ?([A-Za-z_][\w.]*)")


def read_lp(text: str) -> Read:
    """An .lp file."""
    head, _, rest = text.partition("Subject To\n")
    found = Read("Maximize" in head)
    found.objective = _terms(head.partition("OBJ:")[2].replace("\n", ""))
    rows, *sections = re.split(r"^(Bounds|Generals|Binaries|End)\n", rest, flags=re.M)
    for line in re.split(r"\n(?=\S)", rows.strip()):
        name, _, body = line.replace("\n", "").partition(":")
        parts = re.fullmatch(r"(.*?) (<=|>=|=) (-?\d+)", body)
        assert parts, line
        found.rows[name] = (_terms(parts[1]), parts[2], int(parts[3]))
    for title, body in zip(sections[::2], sections[1::2], strict=False):
        for line in body.splitlines():
            if title == "Binaries":
                found.most[line] = 1
            elif title == "Bounds":
                name, most = re.fullmatch(r" (?:0 <= )?(\S+) (?:<=|=) (\d+)", line).groups()
                found.most[name] = int(most)
    return found


def _terms(text: str) -> Terms:
    terms = {name: int((sign or "+") + (size or "1")) for sign, size, name in TERM.findall(text.strip())}
    assert "".join(text.split()).count("-") == sum(sign == "-" for sign, _, _ in TERM.findall(text))
    return terms


def read_mps(text: str) -> Read:
    """An .mps file."""
    found, section = Read(is_maximised=False), ""
    sense: dict[str, str] = {}
    for line in text.splitlines():
        words = line.split()
        if not line.startswith(" "):
            section = words[0]
        elif section == "OBJSENSE":
            found.is_maximised = words == ["MAX"]
        elif section == "ROWS" and words[0] != "N":
            sense[words[1]] = {"L": "<=", "G": ">=", "E": "="}[words[0]]
            found.rows[words[1]] = ({}, sense[words[1]], 0)
        elif section == "COLUMNS" and words[1] == "OBJ":
            found.objective[words[0]] = int(words[2])
        elif section == "COLUMNS" and words[0] != "MARK":
            found.rows[words[1]][0][words[0]] = int(words[2])
        elif section == "RHS":
            terms, kind, _ = found.rows[words[1]]
            found.rows[words[1]] = (terms, kind, int(words[2]))
        elif section == "BOUNDS":
            found.most[words[2]] = 1 if words[0] == "BV" else int(words[3])
    return found


def read_json(text: str) -> Read:
    """PuLP's JSON form; a figure that is no whole number there fails."""
    raw = json.loads(text)
    found = Read(raw["parameters"]["sense"] == -1)
    found.objective = {each["name"]: _whole(each["value"]) for each in raw["objective"]["coefficients"]}
    for each in raw["constraints"]:
        terms = {term["name"]: _whole(term["value"]) for term in each["coefficients"]}
        found.rows[each["name"]] = (terms, {-1: "<=", 0: "=", 1: ">="}[each["sense"]], -_whole(each["constant"]))
    for each in raw["variables"]:
        assert (each["lowBound"], each["cat"]) == (0, "Integer")
        found.most[each["name"]] = _whole(each["upBound"])
    return found


def _whole(figure) -> int:
    assert type(figure) is int, figure
    return figure


READERS = {".lp": read_lp, ".mps": read_mps, ".json": read_json}
