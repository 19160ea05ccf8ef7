"""Real databases for the tests: fresh, migrated, SQLite or a temporary PostgreSQL cluster."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from flask_migrate import upgrade

from registration import create_app
from registration.core.db import db

KEY = "a key that only these tests know, long enough"
TEMPLATE = "template_migrated"
COPIES = "STRATEGY FILE_COPY"  # without a log: twice as fast for a small database


def migrate(url: str) -> None:
    """Bring the database at ``url`` to the newest version."""
    app = create_app({"DATABASE_URL": url, "SECRET_KEY": KEY})
    with app.app_context():
        upgrade()
        db.engine.dispose()


class Sqlite:
    """Files, copied from one that was migrated once."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.db"
        migrate(f"sqlite:///{self.template}")

    def fresh(self, folder: Path) -> str:
        copy = folder / f"{secrets.token_hex(4)}.db"
        shutil.copyfile(self.template, copy)
        return f"sqlite:///{copy}"

    def empty(self, folder: Path) -> str:
        return f"sqlite:///{folder}/{secrets.token_hex(4)}.db"

    def drop(self, url: str) -> None:
        """Files go with the test's folder."""


class Postgresql:
    """Databases of a running cluster, copied from one that was migrated once."""

    def __init__(self, port: int) -> None:
        self.port = port
        migrate(self.empty(name=TEMPLATE))

    def fresh(self, _folder: Path) -> str:
        return self.empty(template=TEMPLATE)

    def empty(
        self, _folder: Path | None = None, *, template: str = "template0", name: str = ""
    ) -> str:
        name = name or f"t{secrets.token_hex(6)}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' {COPIES}")
        return f"postgresql+psycopg://tests@127.0.0.1:{self.port}/{name}"

    def drop(self, url: str) -> None:
        self._do(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def _do(self, statement: str) -> None:
        place = f"host=127.0.0.1 port={self.port} user=tests dbname=postgres"
        with psycopg.connect(place, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def cluster(programs: Path) -> Iterator[int]:
    """A temporary PostgreSQL cluster on a free port; gone afterwards.

    It refuses to run as root, so root runs it as another user of the system.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # a socket's path is short
    user = _user()
    if user:
        shutil.chown(folder, user)
    port = _free_port()
    _run(
        [
            programs / "initdb",
            "-D",
            folder / "data",
            "-U",
            "tests",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C",
        ],
        user,
    )
    options = (
        f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off "
        "-c full_page_writes=off -c max_connections=200"
    )
    control = [programs / "pg_ctl", "-D", folder / "data", "-w", "-s"]
    _run([*control, "-l", folder / "log", "-o", options, "start"], user)
    try:
        yield port
    finally:
        _run([*control, "-m", "immediate", "stop"], user)
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[object], user: str | None) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(
        words, check=False, capture_output=True, text=True, user=user, cwd="/", env=os.environ
    )
    if done.returncode:
        raise RuntimeError(f"{words[0]}: {done.stdout}{done.stderr}")


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
