"""Stored files: their bytes lie in the storage folder, outside of what the web server shows.

What is sealed is encrypted there, and its name in the database.
"""

import hashlib
import os
import secrets
from datetime import datetime
from pathlib import Path

import structlog

from registration.core import crypto
from registration.core.db import db
from registration.core.errors import RuleBroken
from registration.core.settings import settings
from registration.files.inspection import tidy_name
from registration.files.models import StoredFile

log = structlog.get_logger()


class UnreadableFile(RuleBroken):
    """The file is sealed, and no key that is known opens it."""


def store(
    content: bytes, *, name: str, kind: str, now: datetime, sealed: bool = False
) -> StoredFile:
    """Write the bytes to the disk for good, then add the row.

    Should the transaction fail, a file without a row stays behind; a row without a file never.
    """
    stored = StoredFile(kind=kind, size=len(content), created_at=now)
    _keep(stored, content, name=tidy_name(name, kind), sealed=sealed)
    db.session.add(stored)
    return stored


def read(stored: StoredFile) -> bytes:
    """The bytes as they were handed in.

    Raises:
        UnreadableFile: its key is gone, or it was altered.
    """
    content = _path(stored.key).read_bytes()
    if stored.sealed_name is None:
        return content
    try:
        return crypto.decrypt_bytes(
            content, secrets=settings.secret_keys, row=_row(stored, "bytes")
        )
    except crypto.Undecryptable as error:
        raise UnreadableFile from error


def name_of(stored: StoredFile) -> str:
    """The name as it was handed in; empty where it cannot be read."""
    if stored.sealed_name is None:
        return stored.name
    try:
        return crypto.decrypt(
            stored.sealed_name, secrets=settings.secret_keys, row=_row(stored, "name")
        )
    except crypto.Undecryptable:
        log.error("sealed_file_unreadable", key=stored.key)  # noqa: TRY400  # no trace needed
        return ""


def is_renewed(stored: StoredFile) -> bool:
    """Whether it is sealed with the newest key."""
    sealed, keys = stored.sealed_name, settings.secret_keys
    return sealed is not None and crypto.is_newest(sealed, secrets=keys, row=_row(stored, "name"))


def renew(stored: StoredFile) -> Path:
    """Keep the file anew, sealed with the newest key.

    Returns:
        Where the old bytes lie, to be deleted once the transaction has succeeded.

    Raises:
        UnreadableFile: nothing was changed.
    """
    content, name, old = read(stored), name_of(stored), _path(stored.key)
    _keep(stored, content, name=name, sealed=True)
    return old


def delete(stored: StoredFile) -> Path:
    """Delete the row.

    Returns:
        Where the bytes lie, to be deleted once the transaction has succeeded.
    """
    db.session.delete(stored)
    return _path(stored.key)


def _keep(stored: StoredFile, content: bytes, *, name: str, sealed: bool) -> None:
    stored.key = secrets.token_hex(16)
    stored.name, stored.sealed_name = name, None
    if sealed:
        keys = settings.secret_keys
        stored.name = ""
        stored.sealed_name = crypto.encrypt(name, secrets=keys, row=_row(stored, "name"))
        content = crypto.encrypt_bytes(content, secrets=keys, row=_row(stored, "bytes"))
    stored.sha256 = hashlib.sha256(content).hexdigest()
    _write(_path(stored.key), content)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _row(stored: StoredFile, part: str) -> str:
    return f"stored_files:{stored.key}:{part}"


def _path(key: str) -> Path:
    return settings.storage_folder / "files" / key[:2] / key
