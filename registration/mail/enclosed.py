"""Files that go with mails: kept once by their content, put into a mail when it is handed over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, insert, literal, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from registration.core.db import db, table_of
from registration.mail.compose import Attachment
from registration.mail.models import MailFile, MessageFile

_files = table_of(MailFile)
_KEEP = {
    dialect: insert_of(_files)
    .on_conflict_do_update(index_elements=["sha256"], set_={"used_at": text("excluded.used_at")})
    .returning(_files.c.id)
    for dialect, insert_of in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_of_messages = table_of(MessageFile)


@dataclass(frozen=True)
class Enclosed:
    """A file that is kept, under the name that it has in one mail; its size is in bytes."""

    id: int
    name: str
    size: int


def keep(content: bytes, *, name: str, content_type: str, now: datetime) -> Enclosed:
    """Keep a file; the same content again is not kept again."""
    row = {
        "sha256": sha256(content).hexdigest(),
        "content_type": content_type,
        "size": len(content),
        "content": content,
        "used_at": now,
    }
    statement = _KEEP[db.session.get_bind().dialect.name]
    return Enclosed(db.session.execute(statement, row).scalar_one(), name, len(content))


def still_kept(ids: Collection[int], *, now: datetime) -> dict[int, int]:
    """Sizes of those files that are still there, by id; they stay for a day at least."""
    touch = (
        update(MailFile)
        .where(MailFile.id.in_(ids))
        .values(used_at=now)
        .returning(MailFile.id, MailFile.size)
        .execution_options(synchronize_session=False)
    )
    return {row.id: row.size for row in db.session.execute(touch)} if ids else {}


def enclose(message_id: int, files: Sequence[Enclosed]) -> None:
    """Let files leave with a message."""
    rows = [{"message_id": message_id, "file_id": one.id, "name": one.name} for one in files]
    if rows:
        db.session.execute(insert(_of_messages), rows)


def enclose_the_same(message_id: int, other_id: int) -> None:
    """Let the files of another message leave with this one too."""
    rows = select(literal(message_id), MessageFile.file_id, MessageFile.name)
    columns = ["message_id", "file_id", "name"]
    copied = rows.where(MessageFile.message_id == other_id)
    db.session.execute(insert(_of_messages).from_select(columns, copied))


def take_out(message_id: int, ids: Collection[int]) -> None:
    """Let files of a message not leave with it."""
    gone = delete(MessageFile).where(
        MessageFile.message_id == message_id, MessageFile.file_id.in_(ids)
    )
    db.session.execute(gone.execution_options(synchronize_session=False))


def files_of(message_id: int) -> list[Enclosed]:
    """The files that leave, or left, with a message."""
    query = (
        select(MailFile.id, MessageFile.name, MailFile.size)
        .join(MailFile, MailFile.id == MessageFile.file_id)
        .where(MessageFile.message_id == message_id)
        .order_by(MessageFile.file_id)
    )
    return [Enclosed(*row) for row in db.session.execute(query)]


def contents_of(message_id: int) -> list[Attachment]:
    """The same, with what is in them."""
    query = (
        select(MessageFile.name, MailFile.content_type, MailFile.content)
        .join(MailFile, MailFile.id == MessageFile.file_id)
        .where(MessageFile.message_id == message_id)
        .order_by(MessageFile.file_id)
    )
    return [Attachment(*row) for row in db.session.execute(query)]
