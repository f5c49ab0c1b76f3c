"""`cutline check` tells people what the gate found."""


def test_check_tells_people(starter, cutline):
    """Rows of every file, and how many rules were checked; nothing is published."""
    code, out, _ = cutline("check", starter)
    assert code == 0
    assert "projects.csv" in out
    assert "rules checked, none blocks" in out
    assert not (starter / "published").exists()
