"""`cutline verify`: checks a published night, or a chain of approved nights, again, from nothing but its files."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cutline.errors import Finding, VerificationFailed
from pipelines.commands.arguments import Json, NightFolder, night_in
from pipelines.commands.json_answer import print_json


def verify(
    night: NightFolder = Path(),
    /,
    *,
    name: Annotated[str | None, Parameter(help="the name that the night must have, from a log or a mail of that night")] = None,
    key: Annotated[tuple[Path, ...], Parameter(help="approvals: a public key of which one must have signed each of them")] = (),
    head: Annotated[str, Parameter(help="approvals: the digest that the last one must have")] = "",
    as_json: Json = False,
) -> None:
    """Check a published night again from its files alone: the digests, every rule in integers, the ledger to the cent, and every
    claim of the certificate. For the folder approved of a portfolio, check all approved nights, their chain and their signatures.
    """
    from assets.published_nights.recheck import recheck
    from cutline.publishing.digests import carries_name, night_name

    if is_chain(night):
        _verify_chain(night, key, head, as_json)
        return
    folder = night_in(night)
    verdict, certificate = recheck(folder)
    own_name = night_name(certificate)
    if name not in (None, own_name):
        found = Finding(str(folder), own_name, str(name), "find the folder of the night that you mean")
        raise VerificationFailed("this is another night", [found])
    is_name_checked = name is not None or carries_name(folder, certificate)
    if as_json:
        print_json({"passed": True, "checks": verdict.checks, "night": own_name, "is_name_checked": is_name_checked})
        return
    print(f"night {own_name}: {len(certificate['outputs'])} files as certified")
    for family, count in verdict.checks.items():
        print(f"  {family:<14}{count:>8,} checks, 0 violations")
    print(f"  {'ledger':<14}{certificate['ledger']['entries']:>8,} entries, ties to the cent")
    print(f"  {'certificate':<14}{len(certificate):>8,} claims, as its files show")
    if not is_name_checked:
        print(
            f"This folder does not have the night's name, so its files were compared with each other only. Compare {own_name}\n"
            "with the name in a log or a mail of that night, or give that name: cutline verify FOLDER --name NAME"
        )
    print("verified")


def is_chain(folder: Path) -> bool:
    """Whether a folder holds approvals: it has one, or it is called as the folder of a portfolio that holds them."""
    from cutline.approvals.chain import APPROVED, RECORD

    return folder.is_dir() and (
        folder.resolve().name == APPROVED or any(RECORD.fullmatch(path.name) for path in folder.iterdir())
    )


def _verify_chain(folder: Path, keys: tuple[Path, ...], head: str, as_json: bool) -> None:
    from assets.published_nights.recheck import recheck
    from cutline.approvals.chain import check_copies, read_chain
    from cutline.approvals.signing import public_key_of

    chain = read_chain(folder, {public_key_of(path) for path in keys}, head)
    for approval in check_copies(chain):
        recheck(chain.night_of(approval))
        if not as_json:
            print(f"{approval.number:>6}  {approval.night}  {approval.approved_at}  {approval.approved_by}: {approval.note}")
    last = chain.last
    if as_json:
        shown = [{**vars(each), "digest": each.digest} for each in chain.approvals]
        print_json({"passed": True, "approvals": shown, "are_keys_given": bool(keys), "is_head_given": bool(head)})
        return
    print(f"{len(chain.approvals)} approved nights, each as it was approved, in an unbroken chain")
    if last and not keys:
        print(f"signed by {last.public_key or 'nobody'}" + (": compare it with the key of the person who approves, or give --key" if last.public_key else ""))  # fmt: skip
    if last and not head:
        print(f"the last approval has the digest {last.digest}: compare it with the minutes, or give --head")
    print("verified")
