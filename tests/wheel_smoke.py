"""Install the wheel into an environment of its own and run its command from another folder: python -m tests.wheel_smoke WHEEL"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path


def main(wheel: Path) -> None:
    """Make the sample and check it with the installed command; every file the product needs must be in the wheel."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        venv.create(home / "venv", system_site_packages=False, with_pip=True)
        python = home / "venv" / "bin" / "python"
        constraints = Path(__file__).parents[1] / "constraints.txt"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--constraint", constraints, wheel.resolve()], check=True)
        command = home / "venv" / "bin" / "cutline"
        for arguments in (
            ["init", "mine"],
            ["run", "mine"],
            ["verify", "mine"],
            ["sample", "demo", "--projects", "20"],
            ["check", "demo"],
        ):
            subprocess.run([command, *arguments], cwd=home, check=True, stdout=subprocess.DEVNULL)
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
