"""What the desk reads of received mail and does with it; never commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import contains_eager

from registration.applications.models import Application
from registration.audit import trail
from registration.core.db import db, locking
from registration.core.errors import NotFound
from registration.files import inspection, storage
from registration.inbox.matching import addresses_of, written
from registration.inbox.models import ReceivedMail
from registration.mail import reading
from registration.programmes.models import Programme

DONE = "received_mail_done"
REOPENED = "received_mail_reopened"
ASIDE = "received_mail_aside"
GIVEN = "received_mail_given"
TAKEN_OFF = "received_mail_taken_off"
# What somebody has to look at: written by a person, and nobody has noted that it is done.
WAITS = (ReceivedMail.done_at.is_(None), ReceivedMail.automatic.is_(False))


@dataclass(frozen=True)
class File:
    """A file in a mail; ``kind`` is None where it is none that is given out here."""

    name: str
    size: int
    kind: str | None
    content: bytes


@dataclass(frozen=True)
class Words:
    """What a mail says; ``lost`` where no key that is known opens it."""

    text: str = ""
    is_cut: bool = False
    files: Sequence[File] = ()
    lost: bool = False


def of(application: Application, *, limit: int = 100) -> Sequence[ReceivedMail]:
    """The newest mails that belong to an application, newest first."""
    query = select(ReceivedMail).where(ReceivedMail.application_id == application.id)
    return db.session.scalars(query.order_by(ReceivedMail.id.desc()).limit(limit)).all()


def waiting_for(application_ids: Sequence[int]) -> frozenset[int]:
    """Which of the applications have mail that somebody has to look at."""
    query = select(ReceivedMail.application_id).where(
        ReceivedMail.application_id.in_(application_ids), *WAITS
    )
    return frozenset(one for one in db.session.scalars(query) if one is not None)


def waiting(visible: ColumnElement[bool], *, limit: int) -> Sequence[ReceivedMail]:
    """What has to be looked at in ``visible`` programmes, the oldest first."""
    query = (
        select(ReceivedMail)
        .join(ReceivedMail.application)
        .join(Application.programme)
        .where(visible, *WAITS)
        .options(contains_eager(ReceivedMail.application).contains_eager(Application.programme))
    )
    return db.session.scalars(query.order_by(ReceivedMail.id).limit(limit)).all()


def without_application(*, aside: bool, before: int | None, limit: int) -> Sequence[ReceivedMail]:
    """Mails that belong to no application, newest first; those put aside, or the others.

    ``before`` is the number of a mail: only older ones then.
    """
    query = select(ReceivedMail).where(
        ReceivedMail.application_id.is_(None),
        ReceivedMail.done_at.is_not(None) if aside else ReceivedMail.done_at.is_(None),
    )
    if before is not None:
        query = query.where(ReceivedMail.id < before)
    return db.session.scalars(query.order_by(ReceivedMail.id.desc()).limit(limit)).all()


def count_without_application() -> int:
    """How many of them somebody has to look at."""
    query = select(func.count()).where(ReceivedMail.application_id.is_(None), *WAITS)
    return db.session.scalar(query) or 0


def find(
    number: int, visible: ColumnElement[bool], *, unmatched: bool, locks: bool
) -> ReceivedMail:
    """One mail of an application in ``visible`` programmes or, where ``unmatched``, of none.

    Raises:
        NotFound: there is none.
    """
    mine = select(Application.id).join(Programme).where(visible)
    reached = ReceivedMail.application_id.in_(mine)
    also = ReceivedMail.application_id.is_(None) if unmatched else false()
    query = select(ReceivedMail).where(ReceivedMail.id == number, or_(reached, also))
    found = db.session.scalar(locking(query, of=ReceivedMail) if locks else query)
    if found is None:
        raise NotFound
    return found


def words(mail: ReceivedMail) -> Words:
    """What a mail says, read from the sealed bytes."""
    try:
        found = reading.contents(storage.read(mail.file))
    except (storage.UnreadableFile, FileNotFoundError):
        return Words(lost=True)
    files = [
        File(one.name, len(one.content), _kind(one.content), one.content) for one in found.files
    ]
    return Words(found.text, found.is_cut, files)


def file_in(mail: ReceivedMail, place: int) -> File:
    """One file in a mail, of a kind that is given out, by its place from 0.

    Raises:
        NotFound: there is none.
    """
    files = words(mail).files
    if place >= len(files) or files[place].kind is None:
        raise NotFound
    return files[place]


def strangers(application: Application, mails: Sequence[ReceivedMail]) -> list[ReceivedMail]:
    """Those of its mails whose sender's address is none of the application."""
    known = addresses_of(application) if mails else frozenset()
    return [one for one in mails if not known & written(one.sender)]


def finish(mail: ReceivedMail, *, by: int, now: datetime) -> None:
    """Note that nothing is left to do about a mail; a second time changes nothing."""
    if mail.done_at is None:
        mail.done_at, mail.done_by_id = now, by
        _record(DONE if mail.application_id else ASIDE, mail, by=by, now=now)


def reopen(mail: ReceivedMail, *, by: int, now: datetime) -> None:
    """Take that back."""
    if mail.done_at is not None:
        mail.done_at = mail.done_by_id = None
        _record(REOPENED, mail, by=by, now=now)


def give(mail: ReceivedMail, application: Application, *, by: int, now: datetime) -> None:
    """Let a mail belong to an application, or to another one; there it has to be looked at."""
    if mail.application_id == application.id:
        return
    if mail.application_id is not None:
        _record(TAKEN_OFF, mail, by=by, now=now)
    mail.application = application
    mail.done_at = mail.done_by_id = None
    db.session.flush()  # the trail names the new application
    _record(GIVEN, mail, by=by, now=now)


def _kind(content: bytes) -> str | None:
    try:
        return inspection.kind_of(content)
    except inspection.WrongKind:
        return None


def _record(act: str, mail: ReceivedMail, *, by: int, now: datetime) -> None:
    trail.record(act, about=mail.about, by=f"staff:{by}", now=now, mail=mail.id)
