"""The command `cutline inspect`."""


def test_the_command_shows_a_block_and_can_add_it(starter, tmp_path, cutline):
    """What is printed can be kept: appended to a portfolio, it is refused until answered."""
    (tmp_path / "new.csv").write_text("Project Id,Project Name,Total Budget\nP9,Nine,12.5\nP8,Eight,13.5\n")
    code, out, _ = cutline("inspect", tmp_path / "new.csv")
    assert (code, "[[sources]]" in out, "6 question(s)" in out) == (0, True, True)
    assert cutline("inspect", tmp_path / "new.csv", "--append-to", starter)[0] == 0
    assert cutline("inspect", tmp_path / "new.csv", "--append-to", starter)[0] == 2
    code, _, err = cutline("check", starter)
    assert (code, "unit" in err) == (2, True)
    assert cutline("inspect", tmp_path / "absent.csv")[0] == 2


def test_text_in_square_brackets_is_shown_as_it_is(starter, tmp_path, cutline):
    """A terminal's markup has no say over headers, ids and file names."""
    (tmp_path / "odd [x].csv").write_text("Project Id,Project Name,[/b] cost [k]\nP,[/x],1\nQ,N,2\n")
    code, out, _ = cutline("inspect", tmp_path / "odd [x].csv")
    assert (code, "[/b] cost [k]" in out) == (0, True)
    assert cutline("quarantine", starter, "--source", "nosuch")[0] == 2
    assert cutline("quarantine", starter, "--csv", tmp_path / "none" / "x.csv")[0] == 2
