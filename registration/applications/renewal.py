"""Renewal: seal with the newest key what is plain yet or sealed with an older one."""

from collections import Counter
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registration.applications import answers, sealing, versions
from registration.applications.models import Application
from registration.core.db import db, locking, unit_of_work
from registration.files import storage

BATCH = 100
ANSWERS, FILES, UNREADABLE = "answers", "files", "unreadable"


def renew_all() -> Counter[str]:
    """Go over all applications, batch by batch, each in a unit of work of its own.

    Returns:
        How many sections of ``answers`` and how many ``files`` were sealed anew, and how many of
        both are ``unreadable``: they stay as they are.
    """
    done: Counter[str] = Counter()
    last, more = 0, True
    while more:
        old_files: list[Path] = []
        with unit_of_work():
            batch = db.session.scalars(
                locking(select(Application).where(Application.id > last))
                .options(
                    selectinload(Application.answers),
                    selectinload(Application.old_answers),
                    selectinload(Application.documents),
                )
                .order_by(Application.id)
                .limit(BATCH)
            ).all()
            for application in batch:
                _renew_answers(application, done)
                old_files += _renew_files(application, done)
        for path in old_files:  # only now: the rows that name the new ones are committed
            path.unlink(missing_ok=True)
        last, more = batch[-1].id if batch else 0, len(batch) == BATCH
    return done


def _renew_answers(application: Application, done: Counter[str]) -> None:
    for kept in application.answers:
        renewed = sealing.renew(kept, answers.sealed_in(application, kept.section))
        done[ANSWERS] += renewed is True
        done[UNREADABLE] += renewed is None
    for old in application.old_answers:
        renewed = sealing.renew(old, versions.sealed_in(old))
        done[ANSWERS] += renewed is True
        done[UNREADABLE] += renewed is None


def _renew_files(application: Application, done: Counter[str]) -> list[Path]:
    old = []
    for document in application.documents:
        if not answers.is_sensitive(document) or storage.is_renewed(document.file):
            continue
        try:
            old.append(storage.renew(document.file))
            done[FILES] += 1
        except (storage.UnreadableFile, FileNotFoundError):
            done[UNREADABLE] += 1
    return old
