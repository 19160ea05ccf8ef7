"""What accepted applicants are asked for in addition, by the clock: reminded of, and overdue."""

from datetime import datetime

from sqlalchemy import select, update

from registration.applications.models import Application
from registration.applications.states import TAKES_MORE
from registration.core.db import db, unit_of_work
from registration.notices import catalogue as notices
from registration.notices import supplements as notices_to_staff
from registration.parties import supplements
from registration.parties.models import Asking, Supplement
from registration.parties.supplements import REMIND_BEFORE
from registration.programmes.models import Programme
from registration.staff.permissions import Act as Right
from registration.staff.permissions import who_may

BATCH = 100
_OPEN = (Supplement.state == Asking.ASKED, Application.state.in_(TAKES_MORE))


def remind(now: datetime) -> int:
    """Remind applicants some days before, and tell coordinators what is overdue since.

    Returns:
        How many applications it was about.
    """
    return _remind_applicants(now) + _tell_coordinators(now)


def _remind_applicants(now: datetime) -> int:
    """Each in a unit of work of its own."""
    with unit_of_work(writes=False):
        due = db.session.scalars(
            select(Supplement.application_id)
            .join(Supplement.application)
            .where(
                *_OPEN,
                Supplement.due_at > now,
                Supplement.due_at <= now + REMIND_BEFORE,
                Supplement.reminded_at.is_(None),
                Application.email.is_not(None),
            )
            .limit(BATCH)
        ).all()
    for number in due:
        with unit_of_work():
            application = db.session.get_one(Application, number)
            found = supplements.of(application)
            if found is not None and found.reminded_at is None and supplements.is_open(application):
                found.reminded_at = now
                notices.supplement_reminder(application, now=now)
    return len(due)


def _tell_coordinators(now: datetime) -> int:
    """One mail to each for a programme, about all that became overdue since the last one."""
    overdue = (*_OPEN, Supplement.due_at < now, Supplement.overdue_told_at.is_(None))
    with unit_of_work(writes=False):
        query = select(Application.programme_id).join(Supplement).where(*overdue)
        programmes = db.session.scalars(query.distinct().limit(BATCH)).all()
    told = 0
    for number in programmes:
        with unit_of_work():
            programme = db.session.get_one(Programme, number)
            theirs = (
                select(Application.id)
                .join(Supplement)
                .where(Application.programme_id == number, *overdue)
            )
            changed = db.session.execute(
                update(Supplement)
                .where(Supplement.application_id.in_(theirs), Supplement.overdue_told_at.is_(None))
                .values(overdue_told_at=now)
                .returning(Supplement.application_id)
                .execution_options(synchronize_session=False)
            ).all()
            for person in who_may(Right.DECIDE, programme) if changed else ():
                notices_to_staff.overdue(programme, person, count=len(changed), now=now)
            told += len(changed)
    return told
