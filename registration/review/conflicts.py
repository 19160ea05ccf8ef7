"""Conflicts of interest: from the declaration on, an application is closed to that reviewer."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists

from registration.applications.models import Application
from registration.audit import trail
from registration.core.db import db
from registration.review.models import Assignment, Conflict
from registration.staff.models import StaffMember

DECLARED = "declare_conflict"
LIFTED = "lift_conflict"


def declare(
    application: Application, reviewer: StaffMember, *, reason: str, by: str, now: datetime
) -> Conflict:
    """Somebody must not review this application. Declared once more, nothing changes.

    What they have scored stays on record and does not count.
    """
    found = between(application, reviewer)
    if found is None:
        found = Conflict(
            application_id=application.id, reviewer_id=reviewer.id, declared_at=now, reason=reason
        )
        db.session.add(found)
        trail.record(DECLARED, about=application.about, by=by, now=now, reviewer=reviewer.id)
    return found


def lift(application: Application, reviewer: StaffMember, *, by: str, now: datetime) -> None:
    """It was a mistake: the application is open to this reviewer again."""
    found = between(application, reviewer)
    if found is not None:
        db.session.delete(found)
        trail.record(LIFTED, about=application.about, by=by, now=now, reviewer=reviewer.id)


def between(application: Application, reviewer: StaffMember) -> Conflict | None:
    """The conflict that keeps somebody from an application, if there is one."""
    return db.session.get(Conflict, (application.id, reviewer.id))


def none_declared() -> ColumnElement[bool]:
    """The condition on ``Assignment`` that holds where no conflict stands against it."""
    return ~exists().where(
        and_(
            Conflict.application_id == Assignment.application_id,
            Conflict.reviewer_id == Assignment.reviewer_id,
        )
    )
