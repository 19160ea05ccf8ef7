"""``make run`` in a fresh copy of the tree: first start, second start, stop."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import config
from tests.bench.clients import Browser, hidden_fields
from tests.bench.servers import free_port

ROOT = Path(__file__).parent.parent
NOT_OURS = {".git", ".venv", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
SECONDS = 60
COMMAND = [sys.executable, "-P", "registration/run.py"]  # as the Makefile has it


class Run:
    """A running system, and what it printed so far."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        ours = {one.name for one in config.SETTINGS}
        kept = {name: value for name, value in os.environ.items() if name not in ours}
        given = {**kept, "PYTHONPATH": ".", "PORT": str(self.port), **settings}
        self.process = subprocess.Popen(
            COMMAND, cwd=folder, env=given, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        self.printed = ""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                self.printed += line

    def wait_for(self, words: str) -> None:
        """Wait until it printed these words; more than it ever needs."""
        wait(lambda: words in self.printed or self.process.poll() is not None)
        assert words in self.printed, self.printed

    @property
    def sign_in(self) -> tuple[str, str] | None:
        """The address and the password that it printed."""
        found = re.search(
            r"Sign in at the desk with +(\S+)\n +and the password +(\S+)", self.printed
        )
        return (found[1], found[2]) if found else None

    def end(self) -> int:
        """The exit code, after it ended by itself."""
        code = self.process.wait(SECONDS)
        self._reader.join(SECONDS)
        return code

    def interrupt(self) -> int:
        """Ctrl-C as a terminal sends it: to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.end()


def wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not until():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def at_work_in(folder: Path) -> list[str]:
    """The commands of all processes that run in this folder."""
    if not Path("/proc").is_dir():
        pytest.skip("only Linux tells where a process is at work")
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                found.append((process / "cmdline").read_text().replace("\0", " ").strip())
        except OSError:
            continue  # not ours to look at, or just gone
    return found


def sign_in(port: int, email: str, password: str) -> int:
    """The status of the queue's page after signing in."""
    browser = Browser(port)
    path = "/en/account/sign-in"
    fields = [*hidden_fields(browser.get(path).body), ("email", email), ("password", password)]
    browser.post(path, fields)
    status = browser.get("/en/desk").status
    browser.connection.close()
    return status


def opened(port: int, path: str) -> int:
    browser = Browser(port)
    status = browser.get(path).status
    browser.connection.close()
    return status


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A copy of the tree, without what set-up makes."""
    folder = tmp_path / "clone"
    shutil.copytree(ROOT, folder, ignore=lambda _at, names: NOT_OURS.intersection(names))
    return folder.resolve()


@pytest.fixture
def start(clone: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def started(**settings: str) -> Run:
        runs.append(Run(clone, **settings))
        return runs[-1]

    yield started
    for run in runs:
        if run.process.poll() is None:
            run.process.terminate()
        run.end()


def test_a_first_start_gives_all_that_a_new_user_needs(start):
    run = start()
    run.wait_for("Ctrl-C stops everything.")
    run.wait_for("shown only this once")
    assert f"http://127.0.0.1:{run.port}/\n" in run.printed
    paths = ["/health", "/en/", "/en/programmes/judges-seminar", "/en/mailbox"]
    assert [opened(run.port, path) for path in paths] == [200, 200, 200, 200]
    assert run.sign_in is not None
    assert sign_in(run.port, *run.sign_in) == 200
    assert run.folder.joinpath("var/secret_key").stat().st_mode & 0o777 == 0o600


def test_ctrl_c_stops_everything_within_seconds(start):
    run = start()
    run.wait_for("Ctrl-C stops everything.")
    assert len(at_work_in(run.folder)) >= 5  # itself, gunicorn's three, worker, catcher
    began = time.monotonic()
    assert run.interrupt() == 0
    assert time.monotonic() - began < 10
    assert at_work_in(run.folder) == []
    assert "Traceback" not in run.printed, run.printed


def test_a_second_start_keeps_the_data_and_tells_no_password(start):
    first = start()
    first.wait_for("shown only this once")
    first.interrupt()
    second = start()
    second.wait_for("Ctrl-C stops everything.")
    assert second.sign_in is None
    assert first.sign_in is not None
    assert sign_in(second.port, *first.sign_in) == 200


def test_ctrl_c_while_it_sets_up_still_tells_the_password(start):
    run = start()
    wait(lambda: run.folder.joinpath("var/secret_key").exists())
    assert run.interrupt() == 0
    assert run.sign_in is not None
    assert at_work_in(run.folder) == []


def test_a_process_that_dies_is_started_again(start):
    run = start()
    run.wait_for("Ctrl-C stops everything.")
    found = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    )
    lines = [line.split(maxsplit=2) for line in found.stdout.splitlines()]
    [worker] = [int(pid) for pid, parent, words in lines
                if int(parent) == run.process.pid and words.endswith("flask worker")]  # fmt: skip
    os.kill(worker, signal.SIGKILL)
    run.wait_for("The worker ended; it is started again.")


def test_a_port_in_use_is_named_with_its_setting(start):
    first = start()
    first.wait_for("Ctrl-C stops everything.")
    second = start(PORT=str(first.port))
    assert second.end() == 1
    assert second.printed.startswith(f"Port {first.port} is in use. Choose another one: PORT=")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"PORT": "often"}, "PORT='often' makes no sense."),
        ({"PORT": "70000"}, "PORT=70000 makes no sense."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY needs at least 32 characters"),
        ({"MAIL_USE_TLS": "perhaps"}, "MAIL_USE_TLS='perhaps' makes no sense."),
    ],
)
def test_nonsense_stops_the_start_with_a_sentence(start, settings, said):
    run = start(**settings)
    assert run.end() == 1
    assert run.printed.startswith(said)
    assert len(run.printed.splitlines()) == 1


def test_the_makefile_starts_it_as_these_tests_do():
    makefile = ROOT.joinpath("Makefile").read_text(encoding="utf-8")
    assert "PYTHONPATH=. exec $(BIN)/python " + " ".join(COMMAND[1:]) in makefile
