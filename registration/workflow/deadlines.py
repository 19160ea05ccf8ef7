"""What the clock sets off: offers lapse, free places are given, reminders go out."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, select
from sqlalchemy.sql.elements import ColumnElement

from registration.applications.models import Application
from registration.applications.states import State
from registration.core.db import db, unit_of_work
from registration.decisions import waiting
from registration.mail.models import Message
from registration.notices import catalogue as notices
from registration.parties.models import Link
from registration.programmes.models import CHOICE, Kind, Programme, Quota, Selection
from registration.workflow import deciding, engine, quotas, reviewing, supplementing
from registration.workflow.actors import SYSTEM
from registration.workflow.acts import Act
from registration.workflow.errors import AlreadyDecided, IllegalTransition

BATCH = 100
DECISIONS_A_ROUND = 500
DECISIONS_AT_ONCE = 25
REMIND_OF_DEADLINE = timedelta(days=3)
REMIND_OF_OFFER = timedelta(days=2)
REMIND_OF_START = {
    Kind.SEMINAR: timedelta(days=14),
    Kind.EXCHANGE: timedelta(days=14),
    Kind.EVENT: timedelta(days=2),
}


def run(now: datetime) -> int:
    """Do all that is due, each application in a transaction of its own.

    Returns:
        How many applications something happened to.
    """
    return (
        lapse_offers(now)
        + return_places(now)
        + give_free_places(now)
        + remind(now)
        + reviewing.remind(now)
        + supplementing.remind(now)
    )


def carry_out_decisions(now: datetime) -> int:
    """Release decisions whose day has come, and let those take effect that nothing holds up.

    A part of them in each unit of work, so that nobody waits long for the lock.

    Returns:
        How many were looked at, at most 500.
    """
    with unit_of_work(writes=False):
        programmes = waiting.to_release(now)
    for programme_id in programmes:
        with unit_of_work():
            deciding.release(db.session.get_one(Programme, programme_id), by=SYSTEM, now=now)
    with unit_of_work(writes=False):
        due = waiting.due(now, limit=DECISIONS_A_ROUND)
    for first in range(0, len(due), DECISIONS_AT_ONCE):
        with unit_of_work():
            deciding.carry_out(due[first : first + DECISIONS_AT_ONCE], now=now)
    return len(due)


def lapse_offers(now: datetime) -> int:
    """Let the offers lapse whose time to confirm is over."""
    due = select(Application.id).where(
        Application.state == State.OFFERED, Application.offer_expires_at <= now
    )
    return _each(due, lambda application: _lapse(application, now))


def return_places(now: datetime) -> int:
    """Open the places that partners did not use by their date, and let the others' list move up."""
    with unit_of_work(writes=False):
        query = select(Quota.programme_id).where(
            Quota.return_at <= now, Quota.returned_at.is_(None)
        )
        programmes = db.session.scalars(query.distinct().limit(BATCH)).all()
    moved = 0
    for programme_id in programmes:
        with unit_of_work():
            programme = db.session.get_one(Programme, programme_id)
            returned = quotas.return_unused(programme, now=now)
            moved += engine.fill_places(programme, added=returned, now=now)
    return moved


def give_free_places(now: datetime) -> int:
    """Where places go by order of arrival, none stays free: the safety net behind each release."""
    with unit_of_work(writes=False):
        programmes = db.session.scalars(
            select(Programme.id).where(
                Programme.selection == Selection.FIRST_COME,
                exists().where(
                    Quota.programme_id == Programme.id,
                    Quota.taken < Quota.places + Quota.overbooking,
                    Quota.key.not_like(f"{CHOICE}%"),
                ),
                exists().where(
                    Application.programme_id == Programme.id,
                    Application.state == State.WAITLISTED,
                ),
            )
        ).all()
    moved = 0
    for programme_id in programmes:
        with unit_of_work():
            programme = db.session.get_one(Programme, programme_id)
            moved += engine.fill_places(programme, added=0, now=now)
    return moved


def remind(now: datetime) -> int:
    """Remind of the deadline, of an offer that waits, and of a programme that begins soon."""
    drafts = _due(
        "deadline_reminder",
        Application.state == State.DRAFT,
        Programme.closes_at > now,
        Programme.closes_at <= now + REMIND_OF_DEADLINE,
        exists().where(Link.application_id == Application.id, Link.emailed_to.is_not(None)),
    )
    offers = _due(
        "offer_reminder",
        Application.state == State.OFFERED,
        Application.offer_expires_at > now,
        Application.offer_expires_at <= now + REMIND_OF_OFFER,
    )
    count = _each(drafts, lambda one: notices.deadline_reminder(one, now=now))
    count += _each(offers, lambda one: notices.offer_reminder(one, now=now))
    for kind, ahead in REMIND_OF_START.items():
        soon = _due(
            "programme_reminder",
            Application.state == State.CONFIRMED,
            Programme.kind == kind,
            Programme.starts_at > now,
            Programme.starts_at <= now + ahead,
        )
        count += _each(soon, lambda one: notices.programme_reminder(one, now=now))
    return count


def _due(notice: str, *conditions: ColumnElement[bool]) -> Select[int]:
    reminded = exists().where(
        Message.about == "application:" + Application.id.cast(Message.about.type),
        Message.notice == notice,
    )
    return (
        select(Application.id)
        .join(Programme)
        .where(Application.email.is_not(None), *conditions, ~reminded)
    )


def _lapse(application: Application, now: datetime) -> None:
    try:
        engine.transition(application, Act.LAPSE, by=SYSTEM, now=now)
    except (AlreadyDecided, IllegalTransition):
        db.session.expire(application)  # confirmed or declined in this very moment: all is well


def _each(due: Select[int], act: Callable[[Application], object]) -> int:
    with unit_of_work(writes=False):
        ids = db.session.scalars(due.limit(BATCH)).all()
    for application_id in ids:
        with unit_of_work():
            application = db.session.get(Application, application_id)
            if application is not None:
                act(application)
    return len(ids)
