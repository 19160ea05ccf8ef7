"""Files that the office sends with its mails: of which kinds, how large, and for how long kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import PurePath

from sqlalchemy import delete, insert, select

from registration.core.db import db, table_of
from registration.core.errors import RuleBroken
from registration.core.settings import settings
from registration.files.inspection import MEDIA_TYPES, kind_of, tidy_name
from registration.mail import enclosed
from registration.mail.enclosed import Enclosed
from registration.mail.models import MailFile, MessageFile
from registration.notices.mailing_models import Mailing, MailingFile

MEGABYTE = 1024 * 1024
MOST_FILES = 10
STEM = 70  # with its suffix shorter than what a mail takes of a name
UNUSED_FOR = timedelta(days=1)


class FileTooLarge(RuleBroken):
    """The file is larger than one may be."""


class TogetherTooLarge(RuleBroken):
    """With this file, those of one mail would be too many, or too large together."""


def keep(content: bytes, *, name: str, beside: Sequence[Enclosed], now: datetime) -> Enclosed:
    """Keep a file for a mail that has the files ``beside`` already.

    Raises:
        FileTooLarge, TogetherTooLarge, WrongKind: nothing was kept.
    """
    if len(content) > settings.mail_attachment_mb * MEGABYTE:
        raise FileTooLarge
    together = len(content) + sum(one.size for one in beside)
    if len(beside) >= MOST_FILES or together > settings.mail_attachments_mb * MEGABYTE:
        raise TogetherTooLarge
    kind = kind_of(content)
    tidy = PurePath(tidy_name(name, kind))
    short = f"{tidy.stem[:STEM].rstrip()}{tidy.suffix}"
    return enclosed.keep(content, name=short, content_type=MEDIA_TYPES[kind], now=now)


def files_of(mailing: Mailing) -> list[Enclosed]:
    """The files that go with a mailing."""
    query = (
        select(MailFile.id, MailingFile.name, MailFile.size)
        .join(MailFile, MailFile.id == MailingFile.file_id)
        .where(MailingFile.mailing_id == mailing.id)
        .order_by(MailingFile.file_id)
    )
    return [Enclosed(*row) for row in db.session.execute(query)]


def set_files(mailing: Mailing, files: Sequence[Enclosed]) -> None:
    """Let these files go with a mailing, and no others."""
    gone = delete(MailingFile).where(MailingFile.mailing_id == mailing.id)
    db.session.execute(gone.execution_options(synchronize_session=False))
    rows = [{"mailing_id": mailing.id, "file_id": one.id, "name": one.name} for one in files]
    if rows:
        db.session.execute(insert(table_of(MailingFile)), rows)


def forget_unneeded(*, now: datetime) -> int:
    """Delete files that no mail needs and nobody chose within a day; how many."""
    needed = (
        select(MessageFile.file_id).where(MessageFile.file_id == MailFile.id).exists(),
        select(MailingFile.file_id).where(MailingFile.file_id == MailFile.id).exists(),
    )
    gone = delete(MailFile).where(MailFile.used_at < now - UNUSED_FOR, *(~one for one in needed))
    done = db.session.execute(gone.execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]  # a DELETE has one
