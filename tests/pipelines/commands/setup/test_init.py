"""`cutline init` and `cutline sample` leave a portfolio alone that is there already."""


def test_init_and_sample_do_not_overwrite(starter, cutline):
    """A portfolio that is there stays as it is."""
    before = (starter / "portfolio.toml").read_bytes()
    assert cutline("init", starter)[0] == 2
    assert cutline("sample", starter)[0] == 2
    assert (starter / "portfolio.toml").read_bytes() == before
