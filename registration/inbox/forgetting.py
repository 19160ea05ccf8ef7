"""Received mails are deleted with what they may repeat: the answers of their application."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from registration.applications import answers, keeping
from registration.applications.models import Application
from registration.audit import trail
from registration.core.db import db, unit_of_work
from registration.files import storage
from registration.inbox.models import ReceivedMail
from registration.programmes.models import Programme

FORGOTTEN = "forget_mails"
KEPT_WITHOUT = timedelta(days=180)  # a mail that belongs to no application
TIME_TO_READ = timedelta(days=30)  # so long a mail stays that nobody has noted as done


def run(now: datetime) -> int:
    """Delete the mails whose time is over; how many.

    That is with the first answers of the application that are deleted by themselves, and at the
    latest with the programme's data; but what nobody has noted as done stays for 30 days at least.
    Mails of no application are kept for 180 days.
    """
    read = ReceivedMail.done_at.is_not(None) | (ReceivedMail.received_at < now - TIME_TO_READ)
    with unit_of_work(writes=False):
        over = [_of_application(one) & read for one in _applications(now)]
    old = ReceivedMail.application_id.is_(None) & (ReceivedMail.received_at < now - KEPT_WITHOUT)
    return sum(_forget_in_a_unit(one, now) for one in (*over, old))


def forget(application: Application, *, now: datetime) -> list[Path]:
    """Delete all mails of an application that is erased.

    Returns:
        Where their bytes lie, to be deleted once the transaction has succeeded.
    """
    return _forget(_of_application(application.id), now)


def _forget_in_a_unit(which: ColumnElement[bool], now: datetime) -> int:
    with unit_of_work():
        paths = _forget(which, now)
    for path in paths:  # only now: nothing names them any more
        path.unlink(missing_ok=True)
    return len(paths)


def _forget(which: ColumnElement[bool], now: datetime) -> list[Path]:
    query = select(ReceivedMail).where(which).options(joinedload(ReceivedMail.file))
    mails = db.session.scalars(query).all()
    for about in dict.fromkeys(one.about for one in mails if one.application_id):
        trail.record(FORGOTTEN, about=about, by="system", now=now)
    for one in mails:
        db.session.delete(one)
    db.session.flush()  # before the files to which they point
    return [storage.delete(one.file) for one in mails]


def _of_application(number: int) -> ColumnElement[bool]:
    return ReceivedMail.application_id == number


def _applications(now: datetime) -> Sequence[int]:
    """Those with mails in programmes whose time is over."""
    used = select(Application.programme_id, Application.form_version_id).select_from(ReceivedMail)
    used = used.join(ReceivedMail.application).join(Application.programme)
    used = used.where(func.coalesce(Programme.ends_at, Programme.starts_at) <= now).distinct()
    found: list[int] = []
    for programme_id, version in db.session.execute(used).all():
        if _is_over(db.session.get_one(Programme, programme_id), version, now):
            mine = select(ReceivedMail.application_id).join(ReceivedMail.application)
            mine = mine.where(Application.programme_id == programme_id)
            mine = mine.where(Application.form_version_id == version).distinct()
            found += [one for one in db.session.scalars(mine) if one is not None]
    return found


def _is_over(programme: Programme, version: int, now: datetime) -> bool:
    ended = programme.ends_at or programme.starts_at
    if ended is not None and now >= ended + timedelta(days=programme.retention_days):
        return True
    over = keeping.over(programme, now.date().isoformat())
    return any(question.has(over) for question in answers.document_by_id(version).fields())
