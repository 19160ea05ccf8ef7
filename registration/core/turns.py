"""Writers to one SQLite file take turns.

SQLite itself lets a writer who finds the file locked sleep and look again, up to a tenth of a
second later; under load the file then lies idle while everybody sleeps. Here each writer of this
machine first waits in the system's queue for a lock on a file beside the database, and is woken
at the moment when the one before is done. SQLite's own lock still decides: whoever does not know
of the queue only waits less politely.
"""

import os
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

try:
    import fcntl
except ImportError:  # not on Windows; there SQLite's own waiting must do
    fcntl = None  # type: ignore[assignment]  # a module or nothing

TURN = "turn"
SUFFIX = "-turn"


def wait(connection: sa.Connection) -> None:
    """Wait for the turn to write; it ends when the connection goes back to its pool."""
    path = connection.engine.url.database
    if fcntl is None or not path or path == ":memory:":
        return
    file = connection.info.get(TURN)
    if file is None:
        file = connection.info[TURN] = os.open(path + SUFFIX, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX)


@event.listens_for(sa.pool.Pool, "checkin")
def _end_turn(_connection: Any, record: Any) -> None:
    file = record.info.get(TURN)
    if file is not None:
        fcntl.flock(file, fcntl.LOCK_UN)


@event.listens_for(sa.pool.Pool, "close")
def _forget_file(_connection: Any, record: Any) -> None:
    file = record.info.pop(TURN, None)
    if file is not None:
        os.close(file)
