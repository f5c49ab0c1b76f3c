"""`cutline approve`: makes a published night the approved plan."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cutline.errors import Finding, UsageError
from pipelines.commands.arguments import Json, NightFolder, night_in
from pipelines.commands.json_answer import print_json

ByOption = Annotated[str, Parameter(help="the person who approves")]
NoteOption = Annotated[str, Parameter(help="why, for whoever reads this in a year")]
KeyOption = Annotated[
    Path | None, Parameter(help="sign with this private key; without it, with the one that approval.signing_key names, if any")
]
NewKeyOption = Annotated[Path | None, Parameter(help="only make a pair of keys: FILE, and FILE.pub for those who check")]


def approve(
    night: NightFolder = Path(),
    /,
    *,
    by: ByOption = "",
    note: NoteOption = "",
    key: KeyOption = None,
    new_key: NewKeyOption = None,
    as_json: Json = False,
) -> None:
    """Make a published night the approved plan. The night is verified first. A copy of it is kept in the folder approved of the
    portfolio, in a chain that nobody can change unseen, and the next plans stay close to it.
    """
    from assets.published_nights.recheck import recheck
    from cutline.approvals.chain import APPROVED
    from cutline.approvals.chain import approve as add_approval
    from cutline.approvals.signing import signer_of, write_new_key
    from cutline.settings.loading import load_settings

    if new_key:
        public, digits = write_new_key(new_key)
        print(f"{new_key} signs: keep it secret. {public} checks: give it to everybody who verifies.\npublic key {digits}")
        return
    for option, value, what in (("--by", by, "the name of the person who approves"), ("--note", note, "the reason")):
        if not value.strip():
            raise UsageError("an approval says by whom and why", [Finding(option, "nothing", what, f'add {option} "..."')])
    folder = night_in(night).resolve()
    portfolio = _portfolio_of(folder)
    recheck(folder)
    stated = load_settings(portfolio / "portfolio.toml").approval.signing_key
    path = key or (portfolio / stated if stated else None)
    signer = signer_of(path) if path else None
    approval = add_approval(portfolio / APPROVED, folder, by=by.strip(), note=note.strip(), now=datetime.now(UTC), signer=signer)
    if as_json:
        print_json({**vars(approval), "digest": approval.digest})
        return
    print(f"night {approval.night} is the approved plan: approval {approval.number} by {approval.approved_by}")
    print(f"  kept in    {portfolio / APPROVED / approval.folder_name}")
    print(f"  signature  {approval.public_key or 'none: name a key with --key, or make one with --new-key'}")
    print(f"  digest     {approval.digest}")
    print(
        "Keep the digest where others see it, such as in the minutes: cutline verify --head DIGEST then finds a missing approval."
    )


def _portfolio_of(night: Path) -> Path:
    """The portfolio of a night in its store. Raises UsageError for a night elsewhere, such as a copy."""
    if night.parent.name == "nights" and night.parent.parent.name == "store":
        return night.parents[2]
    action = "name a night under store/nights of its portfolio, or the portfolio for its published night"
    raise UsageError("this night has no portfolio", [Finding(str(night), "a folder elsewhere", "a published night in its portfolio", action)])  # fmt: skip
