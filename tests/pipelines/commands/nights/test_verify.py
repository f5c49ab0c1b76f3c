"""`cutline verify` and `cutline report` of a folder that is no night."""


def test_verify_and_report_of_what_is_not_a_night(tmp_path, cutline):
    """A folder without a certificate is named, not a traceback."""
    for command in ("verify", "report"):
        code, _, err = cutline(command, tmp_path)
        assert code == 2
        assert "no certificate" in err
        assert "Traceback" not in err
