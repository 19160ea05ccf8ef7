"""Install what the tests need from the system's packages, when that is allowed.

Run before the tests (``python -m tests.system_packages``). Where it may not install, it says which
package is missing; the tests concerned are then skipped with that reason.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PACKAGES_OF_CHROMIUM = ["chromium", "fonts-noto-cjk"]
PACKAGES_OF_POSTGRESQL = ["postgresql"]
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.conf")


def chromium() -> str | None:
    """The path of the system's Chromium."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def postgresql() -> Path | None:
    """The folder of PostgreSQL's server programs."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    return found[-1].parent if found else None


def main() -> int:
    missing = []
    if chromium() is None:
        missing += PACKAGES_OF_CHROMIUM
    if postgresql() is None:
        missing += PACKAGES_OF_POSTGRESQL
    if not missing:
        return 0
    apt = _apt()
    if apt is None:
        _say(f"Missing system packages: {' '.join(missing)}. Tests that need them are skipped.")
        return 0
    _say(f"Installing system packages: {' '.join(missing)}")
    if not _install(apt, missing):
        _say("They could not be installed; tests that need them are skipped.")
    return 0


def _install(apt: list[str], packages: list[str]) -> bool:
    if "postgresql" in packages and os.geteuid() == 0 and not NO_CLUSTER.exists():
        NO_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
        NO_CLUSTER.write_text("create_main_cluster = false\n", encoding="utf-8")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [*apt, "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in ([*apt, "update", "-qq"], install):
        done = subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)
    return done.returncode == 0


def _apt() -> list[str] | None:
    apt = shutil.which("apt-get")
    if apt is None:
        return None
    if os.geteuid() == 0:
        return [apt]
    sudo = shutil.which("sudo")
    if (
        sudo
        and subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode == 0
    ):
        return [sudo, "-n", apt]
    return None


def _version(path: Path) -> int:
    number = path.parent.parent.name
    return int(number) if number.isdecimal() else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
