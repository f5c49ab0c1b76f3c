"""`cutline verify`: checks a published night again, from nothing but its files."""

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
    as_json: Json = False,
) -> None:
    """Check a published night again from its files alone: the digests, every rule in integers, the ledger to the cent, and every
    claim of the certificate.
    """
    from assets.published_nights.recheck import recheck
    from cutline.publishing.digests import carries_name, night_name

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
