"""Ids that are nearly the same: they differ only in case, spaces, dashes, leading zeros, width, accents or look-alike letters.

Likeness never makes two ids one. It makes the project uncertain that an unknown id may mean, until a person says in the
crosswalk what the id means.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

# Letters of the Cyrillic and the Greek alphabet that look like a Latin letter, in lower case. Several of them look alike as
# capitals only.
LOOK_ALIKES = str.maketrans(
    "авекмнорстухіѕјԛԝһԁ" + "αβεζηικμνορτυχϲ",
    "abekmhopctyxisjqwhd" + "abezhikmnoptyxc",
)
DIGITS_LOOK_ALIKE = str.maketrans("oil", "011")  # beside digits, these letters are typed for digits
ACCENTS = re.compile("[\u0300-\u036f]")


def id_skeleton(project_id: str) -> str:
    """What is left of an id without all that two spellings of it may differ in: `PRJ-007`, `prj 7` and `РRJ7` with a
    Cyrillic Р become the same.

    Numbers beside each other stay apart, because 1.12 is not 11.2.
    """
    text = unicodedata.normalize("NFKC", project_id).casefold()
    text = ACCENTS.sub("", unicodedata.normalize("NFD", text)).translate(LOOK_ALIKES)
    text = "".join(str(unicodedata.decimal(letter, letter)) for letter in text).strip()
    text = re.sub(r"^(\d+)\.0+$", r"\1", text)  # 7.0 is the number 7 in another program
    if re.fullmatch(r"\d{1,3}(?:[,.' ]\d{3})+", text):  # 1,001 is the number 1001 as a spreadsheet shows it
        text = re.sub(r"\D", "", text)
    text = re.sub(r"\w*\d\w*", lambda run: run[0].translate(DIGITS_LOOK_ALIKE), text)
    parts = [part.lstrip("0") or "0" if part.isdigit() else part for part in re.findall(r"[^\W\d_]+|\d+", text)]
    return re.sub(r"(?<=\d) (?=\d)", "-", " ".join(parts)).replace(" ", "")


def near_projects(
    unknown_ids: Iterable[str], projects: Collection[str], apart: Collection[tuple[str, str]] = frozenset()
) -> Mapping[str, list[str]]:
    """The projects whose id is nearly the same as each unknown id; an id that is like no project is left out.

    apart: pairs of an id and a project of which a person said that they are not the same.
    """
    by_skeleton: dict[str, list[str]] = {}
    for project in sorted(projects):
        by_skeleton.setdefault(id_skeleton(project), []).append(project)
    near = {each: by_skeleton.get(id_skeleton(each) or "\0", []) for each in unknown_ids}
    kept = {each: [project for project in found if (each, project) not in apart] for each, found in near.items()}
    return {each: found for each, found in kept.items() if found}
