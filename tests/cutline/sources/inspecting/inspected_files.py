"""Inspections of files, for the tests of this room."""

from pathlib import Path

from cutline.sources.formats.documents import Content
from cutline.sources.inspecting.findings import Inspection
from cutline.sources.inspecting.inspection import inspect_file

REAL_EXPORTS = ("uk_gmpp_2015.csv", "uk_gmpp_2018.csv", "uk_gmpp_2021.csv", "canada_it_2019.csv", "world_bank_2018.xlsx")


def inspected(path: Path) -> Inspection:
    return inspect_file(Content(path.name, path, ""))


def written(tmp_path: Path, data: bytes, name: str = "f.csv") -> Inspection:
    (tmp_path / name).write_bytes(data)
    return inspected(tmp_path / name)
