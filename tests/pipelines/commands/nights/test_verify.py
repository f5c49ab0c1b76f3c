"""`cutline verify` and `cutline report` of nights, of copies of nights, and of folders that are no night."""

import json
import shutil


def test_verify_and_report_of_what_is_not_a_night(tmp_path, cutline):
    """A folder without a certificate is named, not a traceback."""
    for command in ("verify", "report"):
        code, _, err = cutline(command, tmp_path)
        assert code == 2
        assert "no certificate" in err
        assert "Traceback" not in err


def test_verify_says_whether_the_name_of_the_night_was_compared(starter_run, cutline, tmp_path):
    """The link, the night and a copy under the night's name carry the name. A copy under another name verifies and says that the
    name was not compared, unless the name is given; another name than the night's is refused.
    """
    folder, _ = starter_run
    night = (folder / "published").resolve()
    for same in (folder, folder / "published", night, shutil.copytree(night, tmp_path / night.name)):
        code, out, _ = cutline("verify", same)
        assert code == 0
        assert night.name in out
        assert "compared" not in out
    copy = shutil.copytree(night, tmp_path / "for the auditor")
    code, out, _ = cutline("verify", copy)
    assert code == 0
    assert "does not have the night's name" in out
    assert night.name in out
    assert json.loads(cutline("verify", copy, "--json")[1])["is_name_checked"] is False
    assert json.loads(cutline("verify", copy, "--name", night.name, "--json")[1])["is_name_checked"] is True
    code, _, err = cutline("verify", copy, "--name", f"{night.name[:-1]}x")
    assert code == 1
    assert "another night" in err


def test_a_folder_called_published_in_a_night_is_not_what_is_verified(starter_run, cutline, tmp_path):
    """Somebody changes a night and puts the unchanged one into it as `published`."""
    night = starter_run[0] / "published"
    copy = shutil.copytree(night, tmp_path / "copy")
    shutil.copytree(night, copy / "published")
    (copy / "page.html").write_text("changed")
    code, _, err = cutline("verify", copy)
    assert code == 1
    assert "page.html" in err
