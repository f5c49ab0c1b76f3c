"""`cutline verify`: checks a published night again, from nothing but its files."""

from pathlib import Path

from pipelines.commands.arguments import Json, NightFolder, night_in
from pipelines.commands.json_answer import print_json


def verify(
    night: NightFolder = Path(),
    /,
    *,
    as_json: Json = False,
) -> None:
    """Check a published night again from its files alone: the digests, every rule in integers, the ledger to the cent."""
    from assets.published_nights.recheck import recheck

    verdict, certificate = recheck(night_in(night))
    if as_json:
        print_json({"passed": True, "checks": verdict.checks, "night": certificate["run"]["night"]})
        return
    print(f"night {certificate['run']['night']}: {len(certificate['outputs'])} files as certified")
    for family, count in verdict.checks.items():
        print(f"  {family:<14}{count:>8,} checks, 0 violations")
    print(f"  {'ledger':<14}{certificate['ledger']['entries']:>8,} entries, ties to the cent")
    print("verified")
