"""``python -m registration.run``: all that runs on one machine, started and stopped together."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
FIRST_MAIL_PORT = 1025
WAIT_SECONDS = 60
STOP_SECONDS = 8
RESTART_PAUSE = 1.0
WORKERS, THREADS = "2", "4"


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """What ``given`` leaves open: data below ``var/``, a key of its own, the local catcher."""
    var = Path(given.get("VAR_FOLDER", ROOT / "var"))
    var.mkdir(parents=True, exist_ok=True)
    port = given.get("PORT", "8000")
    settled = {
        "PORT": port,
        "PUBLIC_URL": f"http://{HOST}:{port}",
        "SECRET_KEY": given.get("SECRET_KEY") or _kept_key(var / "secret_key"),
        "DATABASE_URL": f"sqlite:///{var}/registration.db",
        "STORAGE_FOLDER": str(var / "storage"),
        "LOG_LEVEL": "WARNING",
        "FLASK_APP": "app",
        **given,
    }
    if not given.get("MAIL_SERVER"):
        settled["MAIL_CATCHER_FOLDER"] = given.get("MAIL_CATCHER_FOLDER") or str(var / "mail")
        settled["MAIL_PORT"] = given.get("MAIL_PORT") or str(_free_port(FIRST_MAIL_PORT))
    return settled


def everything() -> int:
    """Set up, start, print the addresses, wait for Ctrl-C, stop; returns the exit code."""
    settled = environment(os.environ)
    if not _is_free(int(settled["PORT"])):
        _say(f"Port {settled['PORT']} is in use. Choose another one: PORT=8001 make run")
        return 1
    made = subprocess.run(  # noqa: S603  # our own command
        _flask("setup"), env=settled, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True
    )
    if made.returncode:
        return made.returncode
    return _run(settled, sign_in=made.stdout.strip())


def _run(settled: Mapping[str, str], *, sign_in: str) -> int:
    stop = threading.Event()

    def set_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, set_stop)
    commands = _commands(settled)
    children = {name: _start(command, settled) for name, command in commands.items()}
    try:
        if not _wait_for_health(settled, stop):
            _say("The web server did not start; its messages stand above.")
            return 0 if stop.is_set() else 1
        _welcome(settled, sign_in)
        while not stop.wait(RESTART_PAUSE):
            for name, child in children.items():
                if child.poll() is not None:
                    _say(f"The {name} ended; it is started again.")
                    children[name] = _start(commands[name], settled)
    finally:
        _stop(list(children.values()))
    _say("Stopped. Your data is kept in var/.")
    return 0


def _commands(settled: Mapping[str, str]) -> dict[str, list[str]]:
    web = [
        sys.executable, "-m", "gunicorn", "app:application", "--bind", f"{HOST}:{settled['PORT']}",
        "--workers", WORKERS, "--threads", THREADS, "--worker-class", "gthread",
        "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip
    commands = {"web server": web, "worker": _flask("worker")}
    if settled.get("MAIL_CATCHER_FOLDER"):
        commands["mail catcher"] = _flask("catcher")
    return commands


def _flask(command: str) -> list[str]:
    return [sys.executable, "-m", "flask", command]


def _start(command: list[str], settled: Mapping[str, str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches only this process, which then stops the others in order.
    return subprocess.Popen(command, env=settled, cwd=ROOT, start_new_session=True)  # noqa: S603


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    end = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait_for_health(settled: Mapping[str, str], stop: threading.Event) -> bool:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end and not stop.wait(0.1):
        try:
            with urllib.request.urlopen(f"http://{HOST}:{settled['PORT']}/health", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            continue
    return False


def _welcome(settled: Mapping[str, str], sign_in: str) -> None:
    address = settled["PUBLIC_URL"]
    _say(f"\n  The site          {address}/")
    _say(f"  The desk          {address}/en/desk")
    if settled.get("MAIL_CATCHER_FOLDER"):
        _say(f"  Mails it sends    {address}/en/mailbox")
    if sign_in:
        email, _, password = sign_in.partition(" ")
        _say(f"\n  Sign in at the desk with  {email}\n  and the password          {password}")
        _say("  (shown only this once)")
    _say("\n  Ctrl-C stops everything.\n")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _kept_key(path: Path) -> str:
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8")


def _free_port(first: int) -> int:
    return next(port for port in range(first, first + 100) if _is_free(port))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    sys.exit(everything())
