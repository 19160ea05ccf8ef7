"""``make run``: all that runs on one machine, started and stopped together.

Run by its path (``PYTHONPATH=. python -P registration/run.py``), not as a module: so it loads
nothing of the system that it only watches, and hears Ctrl-C from its first moment.
"""

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

import config

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
FIRST_MAIL_PORT = 1025
WAIT_SECONDS = 60
STOP_SECONDS = 8
RESTART_PAUSE = 1.0
WORKERS, THREADS = "2", "4"
MAX_PORT = 65535


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
    stop = _stop_on_signal()
    settled = environment(os.environ)
    refusal = _refusal(settled)
    if refusal is not None:
        _say(refusal)
        return 1
    # It finishes also when it is to stop: whoever missed the password would never see it again.
    made = subprocess.run(  # noqa: S603  # our own command
        _flask("setup"), env=settled, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    if made.returncode:
        _say("The set-up failed; its messages stand above.")
        return 1
    sign_in = made.stdout.strip()
    if stop.is_set():
        _say_sign_in(sign_in)
        return 0
    return _run(settled, stop, sign_in=sign_in)


def _refusal(settled: Mapping[str, str]) -> str | None:
    try:
        port = config.load(settled)["PORT"]
    except config.Nonsense as error:
        return str(error)
    if port not in range(1, MAX_PORT + 1):
        return f"PORT={port} makes no sense. It must be between 1 and {MAX_PORT}."
    if not _is_free(port):
        return f"Port {port} is in use. Choose another one: PORT={port % MAX_PORT + 1} make run"
    return None


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()

    def set_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, set_stop)
    return stop


def _run(settled: Mapping[str, str], stop: threading.Event, *, sign_in: str) -> int:
    commands = _commands(settled)
    children = {name: _start(command, settled) for name, command in commands.items()}
    try:
        healthy = _wait_for_health(settled, stop)
        if healthy:
            _say_where(settled)
        _say_sign_in(sign_in)  # also when it is not healthy: nobody could ask for it again
        if not healthy and not stop.is_set():
            _say("The web server did not start; its messages stand above.")
            return 1
        _say("  Ctrl-C stops everything.\n")
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
    return subprocess.Popen(command, env=settled, cwd=ROOT, start_new_session=True)  # noqa: S603  # our own commands


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


def _say_where(settled: Mapping[str, str]) -> None:
    address = settled["PUBLIC_URL"]
    _say(f"\n  The site          {address}/")
    _say(f"  The desk          {address}/en/desk")
    if settled.get("MAIL_CATCHER_FOLDER"):
        _say(f"  Mails it sends    {address}/en/mailbox")
    _say("")


def _say_sign_in(sign_in: str) -> None:
    if sign_in:
        email, _, password = sign_in.partition(" ")
        _say(f"  Sign in at the desk with  {email}\n  and the password          {password}")
        _say("  (shown only this once)\n")


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
