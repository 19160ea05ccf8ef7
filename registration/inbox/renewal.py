"""Renewal: seal received mails with the newest key."""

from collections import Counter
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registration.core.db import db, locking, unit_of_work
from registration.files import storage
from registration.inbox.models import ReceivedMail

BATCH = 100


def renew_all() -> Counter[bool]:
    """Go over all mails, batch by batch; how many were renewed, and how many nobody can read."""
    done: Counter[bool] = Counter()
    last, more = 0, True
    while more:
        old_files: list[Path] = []
        with unit_of_work():
            query = select(ReceivedMail).where(ReceivedMail.id > last).order_by(ReceivedMail.id)
            query = query.options(joinedload(ReceivedMail.file)).limit(BATCH)
            batch = db.session.scalars(locking(query, of=ReceivedMail)).all()
            for mail in batch:
                old_files += _renew(mail, done)
            last, more = batch[-1].id if batch else 0, len(batch) == BATCH
        for path in old_files:  # only now: the rows that name the new ones are committed
            path.unlink(missing_ok=True)
    return done


def _renew(mail: ReceivedMail, done: Counter[bool]) -> list[Path]:
    if storage.is_renewed(mail.file):
        return []
    try:
        old = storage.renew(mail.file)
    except (storage.UnreadableFile, FileNotFoundError):
        done[False] += 1
        return []
    done[True] += 1
    return [old]
