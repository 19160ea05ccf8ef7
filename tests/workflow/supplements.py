"""What accepted applicants are asked for in addition, written straight into the database."""

from typing import Any

from registration.applications.models import SectionAnswers
from registration.core.db import db, unit_of_work
from registration.parties.models import Asking, Supplement
from tests.workflow.office import DAY, Office

WHOLE = {"travel": {"flight": "LH 720"}, "health": {}}


def ask(office: Office, one: int, *, days: int = 14, **more: Any) -> None:
    """The applicant is asked, without a mail."""
    with unit_of_work():
        values = {"state": Asking.ASKED, "asked_at": office.now, "due_at": office.now + days * DAY}
        db.session.add(Supplement(application_id=one, **{**values, **more}))


def answer(office: Office, one: int, answers: dict[str, dict[str, Any]] = WHOLE) -> None:
    """The applicant answers everything that is needed, and has not sent it yet."""
    with unit_of_work():
        application = office.get(one)
        for section, values in answers.items():
            kept = SectionAnswers(section=section, typed=[], values=values, saved_at=office.now)
            application.answers.append(kept)


def supplement(one: int) -> Supplement:
    """How it stands; the caller has a unit of work."""
    return db.session.get_one(Supplement, one)
