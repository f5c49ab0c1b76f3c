"""The commands that list bad cells and files that have not arrived."""

import polars as pl


def test_the_commands_list_what_is_bad_and_what_is_missing(starter, tmp_path, cutline):
    """quarantine: what the last run found, although no night was published; waiting: files and what has not come."""
    assert "nothing in quarantine" in cutline("quarantine", starter)[1]
    path = next(starter.glob("exports/projects*"))
    header, first, *rest = path.read_text().splitlines()
    place = header.split(",").index("status")
    cells = first.split(",")
    cells[place] = "zombie"
    path.write_text("\n".join([header, ",".join(cells), *rest]) + "\n")
    cutline("check", starter)
    code, out, _ = cutline("quarantine", starter, "--csv", tmp_path / "bad.csv")
    assert (code, "zombie" in out, "1 cell(s) in quarantine" in out) == (0, True, True)
    assert pl.read_csv(tmp_path / "bad.csv")["found"].to_list() == ["zombie"]
    path.write_text("\n".join([header, first, *rest]) + "\n")
    cutline("check", starter)
    assert "nothing in quarantine" in cutline("quarantine", starter)[1]
    code, out, _ = cutline("waiting", starter)
    assert (code, "used" in out) == (0, True)
