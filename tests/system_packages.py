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
PACKAGES_OF_DOVECOT = ["dovecot-imapd"]
PACKAGES_OF_POSTGRESQL = ["postgresql"]
# PostgreSQL's package starts a server of its own unless this file says no; who has it decided.
NO_SERVER = """
file=/etc/postgresql-common/createcluster.conf
test -e $file || { mkdir -p ${file%/*} && echo 'create_main_cluster = false' > $file; }
"""
# The same for Dovecot: while this file is there, no package starts a service (exit 101 says no).
NO_SERVICE = """
file=/usr/sbin/policy-rc.d
test -e $file || { printf '#!/bin/sh\\n# of the tests\\nexit 101\\n' > $file; chmod 755 $file; }
"""
SERVICES_AGAIN = """
file=/usr/sbin/policy-rc.d
! grep -q '^# of the tests$' $file || rm $file
"""
KEEP_THAT_FILE = "Dpkg::Options::=--force-confold"


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


def dovecot() -> str | None:
    """The path of Dovecot, a mail server that speaks IMAP."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def missing() -> list[str]:
    """The packages that the tests want and the system does not have."""
    browser = [] if chromium() else PACKAGES_OF_CHROMIUM
    mailbox = [] if dovecot() else PACKAGES_OF_DOVECOT
    return [*browser, *([] if postgresql() else PACKAGES_OF_POSTGRESQL), *mailbox]


def main() -> int:
    packages = missing()
    if not packages:
        return 0
    root = _as_root()
    if root is None or not shutil.which("apt-get"):
        _say(f"Missing system packages: {' '.join(packages)}. Tests that need them are skipped.")
        return 0
    _say(f"Installing system packages: {' '.join(packages)}")
    _install(root, packages)
    if left := missing():
        _say(f"Still missing: {' '.join(left)}. Tests that need them are skipped.")
    return 0


def _install(root: list[str], packages: list[str]) -> None:
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-qq"]
    if "postgresql" in packages:
        _run([*root, "sh", "-c", NO_SERVER])
    _run([*root, "sh", "-c", NO_SERVICE])
    _run([*apt, "update"])
    _run([*apt, "install", "--no-install-recommends", "-o", KEEP_THAT_FILE, *packages])
    _run([*root, "sh", "-c", SERVICES_AGAIN])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def _as_root() -> list[str] | None:
    """What to put before a command that only root may run; None where that is not allowed."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    asked = subprocess.run([sudo, "-n", "true"], check=False, capture_output=True)
    return [sudo, "-n"] if asked.returncode == 0 else None


def _version(path: Path) -> int:
    number = path.parent.parent.name
    return int(number) if number.isdecimal() else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
