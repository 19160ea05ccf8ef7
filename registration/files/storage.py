"""Stored files: their bytes lie in the storage folder, outside of what the web server shows."""

import hashlib
import os
import secrets
from datetime import datetime
from pathlib import Path

from registration.core.db import db
from registration.core.settings import settings
from registration.files.inspection import tidy_name
from registration.files.models import StoredFile


def store(content: bytes, *, name: str, kind: str, now: datetime) -> StoredFile:
    """Write the bytes to the disk for good, then add the row.

    Should the transaction fail, a file without a row stays behind; a row without a file never.
    """
    key = secrets.token_hex(16)
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    stored = StoredFile(
        key=key,
        name=tidy_name(name, kind),
        kind=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=now,
    )
    db.session.add(stored)
    return stored


def path_of(stored: StoredFile) -> Path:
    """Where the bytes lie."""
    return _path(stored.key)


def _path(key: str) -> Path:
    return settings.storage_folder / "files" / key[:2] / key
