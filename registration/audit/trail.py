"""Record and read audit entries."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select

from registration.audit.models import AuditEntry
from registration.core.db import db, table_of

_RECORD = insert(table_of(AuditEntry))


def record(act: str, *, about: str, by: str, now: datetime, **details: object) -> None:
    """Add an entry within the running unit of work.

    Args:
        act: what was done, e.g. ``offer``.
        about: the record, e.g. ``application:17``.
        by: the actor, e.g. ``staff:3``, ``applicant`` or ``system``.
        now: when.
        details: JSON-able facts, never what an applicant typed.
    """
    entry = {"at": now, "actor": by, "act": act, "about": about, "details": details}
    db.session.execute(_RECORD, entry)


def record_all(
    act: str, *, about: Sequence[str], by: str, now: datetime, **details: object
) -> None:
    """Add an entry of the same act about each of several records, in one statement."""
    entry = {"at": now, "actor": by, "act": act, "details": details}
    if about:
        db.session.execute(_RECORD, [{**entry, "about": one} for one in about])


def entries_about(about: str, *, limit: int = 200) -> Sequence[AuditEntry]:
    """The newest entries about a record, newest first."""
    query = select(AuditEntry).where(AuditEntry.about == about)
    return db.session.scalars(query.order_by(AuditEntry.id.desc()).limit(limit)).all()
