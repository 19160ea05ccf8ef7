"""What accepted applicants are asked for in addition: who is asked, who still owes it, who is late.

It is filled in by the applicant again, as the party ``accepted``, once the office asks for it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, and_, func, select

from registration.applications import answers
from registration.applications.models import Application
from registration.applications.states import TAKES_MORE
from registration.core.db import db
from registration.forms.document import Section
from registration.forms.models import FormVersion
from registration.forms.rules.values import ACCEPTED
from registration.parties.models import Asking, Supplement

# Who is asked, or given another day, later than this needs no reminder beside that mail.
REMIND_BEFORE = timedelta(days=3)
_compared: WeakKeyDictionary[Engine, dict[tuple[int, int], bool]] = WeakKeyDictionary()


class Standing(StrEnum):
    """How it stands with applicants who were asked, as the desk counts and looks for them."""

    OWED = "owed"
    OVERDUE = "overdue"
    SENT = "sent"
    LATE = "late"


def of(application: Application) -> Supplement | None:
    """What was asked for, and how that stands; None where nothing ever was."""
    found: Supplement | None = application.supplement  # type: ignore[attr-defined]  # a backref
    return found


def is_open(application: Application) -> bool:
    """Whether it can be filled in and sent now; after the deadline it still can."""
    found = of(application)
    return application.state in TAKES_MORE and found is not None and found.state == Asking.ASKED


def was_sent(application: Application) -> bool:
    """Whether it arrived at least once, so that the office may read it."""
    if not answers.document_of(application).sections_by(ACCEPTED):
        return False
    found = of(application)
    return found is not None and found.sent_at is not None


def to_ask(application: Application) -> list[Section]:
    """The sections that the applicant would be asked for now."""
    form = answers.document_by_id(version_to_ask(application))
    if not form.sections_by(ACCEPTED):
        return []
    known = answers.known_to(application, ACCEPTED)
    return form.visible_sections(known, answers.facts_of(application, by=ACCEPTED))


def version_to_ask(application: Application) -> int:
    """The version of the form by which it is asked: the programme's, where nothing else changed.

    So the office can write down after the decisions what it needs. Whoever was asked before keeps
    the version by which they were.
    """
    own, newest = application.form_version_id, application.programme.form_version_id
    if newest is None or newest == own or of(application) is not None:
        return own
    return newest if _asks_the_same_before(own, newest) else own


def ask(application: Application, *, due_at: datetime, now: datetime) -> None:
    """Ask for it, or once more where it arrived or was no longer needed."""
    found = of(application)
    if found is None:
        application.form_version_id = version_to_ask(application)
        found = Supplement(application=application)
        db.session.add(found)
    found.state, found.asked_at = Asking.ASKED, now
    move(found, due_at=due_at, now=now)


def move(found: Supplement, *, due_at: datetime, now: datetime) -> None:
    """Another deadline, of which nobody was reminded yet."""
    found.due_at, found.overdue_told_at = due_at, None
    found.reminded_at = now if due_at - now <= REMIND_BEFORE else None


def having(standing: str, *, now: datetime) -> ColumnElement[bool]:
    """The condition on ``Application`` that it stands so with what was asked for."""
    chosen = select(Supplement.application_id).where(_stands(standing, now))
    return and_(Application.id.in_(chosen), Application.state.in_(TAKES_MORE))


def owed(application_ids: Sequence[int]) -> dict[int, datetime]:
    """Until when it is still to arrive, by application."""
    query = (
        select(Supplement.application_id, Supplement.due_at)
        .join(Supplement.application)
        .where(
            Supplement.application_id.in_(application_ids),
            Supplement.state == Asking.ASKED,
            Application.state.in_(TAKES_MORE),
        )
    )
    return {row.application_id: row.due_at for row in db.session.execute(query)}


def counts(programme_id: int, *, now: datetime) -> dict[Standing, int]:
    """How many applications of a programme stand so; the overdue are among the owed."""
    query = (
        select(*(func.count().filter(_stands(one, now)) for one in Standing))
        .select_from(Supplement)
        .join(Supplement.application)
        .where(Application.programme_id == programme_id, Application.state.in_(TAKES_MORE))
    )
    return dict(zip(Standing, db.session.execute(query).one(), strict=True))


def _stands(standing: str, now: datetime) -> ColumnElement[bool]:
    sent, asked = Supplement.state == Asking.SENT, Supplement.state == Asking.ASKED
    if standing == Standing.OVERDUE:
        return and_(asked, Supplement.due_at < now)
    if standing == Standing.LATE:
        return and_(sent, Supplement.sent_at > Supplement.due_at)
    return asked if standing == Standing.OWED else sent


def _asks_the_same_before(own: int, newest: int) -> bool:
    """Whether two versions differ in nothing but what they ask after acceptance.

    Published versions never change, so they are compared only once.
    """
    known = _compared.setdefault(db.engine, {})
    if (own, newest) not in known:
        mine, theirs = (db.session.get_one(FormVersion, one) for one in (own, newest))
        same_form = mine.form_id == theirs.form_id
        known[own, newest] = same_form and _before(mine.document) == _before(theirs.document)
    return known[own, newest]


def _before(document: Mapping[str, Any]) -> dict[str, Any]:
    """A form document without what is asked after acceptance."""
    sections = [one for one in document["sections"] if one.get("by") != ACCEPTED]
    return {**document, "sections": sections}
