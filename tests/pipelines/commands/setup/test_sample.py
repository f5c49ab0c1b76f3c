"""`cutline sample` makes the same files from the same seed."""


def test_the_sample_is_the_same_for_the_same_seed(tmp_path, cutline):
    """The files are equal byte for byte, and another seed gives another portfolio."""
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        assert cutline("sample", tmp_path / name, "--projects", 30, "--seed", seed)[0] == 0
    content = {n: {p.name: p.read_bytes() for p in (tmp_path / n / "exports").iterdir()} for n in "abc"}
    assert content["a"] == content["b"]
    assert content["a"] != content["c"]
