"""Record and read audit entries."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from registration.audit.models import AuditEntry
from registration.core.db import db


def record(act: str, *, about: str, by: str, now: datetime, **details: object) -> AuditEntry:
    """Add an entry within the running unit of work.

    Args:
        act: what was done, e.g. ``offer``.
        about: the record, e.g. ``application:17``.
        by: the actor, e.g. ``staff:3``, ``applicant`` or ``system``.
        now: when.
        details: JSON-able facts, never what a person typed.
    """
    entry = AuditEntry(at=now, actor=by, act=act, about=about, details=details)
    db.session.add(entry)
    return entry


def entries_about(about: str, *, limit: int = 200) -> Sequence[AuditEntry]:
    """The newest entries about a record, newest first."""
    query = select(AuditEntry).where(AuditEntry.about == about)
    return db.session.scalars(query.order_by(AuditEntry.id.desc()).limit(limit)).all()
