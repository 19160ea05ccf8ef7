"""Mail to colleagues about what waits for them at an application.

It names the application by its reference alone: neither the applicant nor a word of the comment,
the task or the reply leaves the desk by mail.
"""

from collections.abc import Sequence
from datetime import datetime

from registration.applications.models import Application
from registration.core.languages import text
from registration.core.settings import settings
from registration.notices.staff import to_staff
from registration.staff.models import StaffMember


def mentioned(
    application: Application, person: StaffMember, *, author: str, comment: int, now: datetime
) -> int:
    """Somebody is addressed in a comment."""
    facts = _facts(application, person, anchor=f"comment-{comment}")
    return to_staff("mentioned", person, cause=str(comment), now=now, author=author, **facts)


def task_due(application: Application, person: StaffMember, *, task: int, now: datetime) -> int:
    """The last day of a task has come."""
    facts = _facts(application, person, anchor="tasks")
    return to_staff("task_due", person, cause=str(task), now=now, **facts)


def mail_arrived(
    person: StaffMember, references: Sequence[str], *, unknown: bool, now: datetime
) -> int:
    """People wrote to the office: about these applications, or nobody knows about which."""
    return to_staff(
        "mail_arrived",
        person,
        cause=now.isoformat(),
        now=now,
        references=", ".join(references),
        unknown="yes" if unknown else "",
        link=f"{settings.public_url}/{person.language}/desk/received",
    )


def _facts(application: Application, person: StaffMember, *, anchor: str) -> dict[str, str]:
    desk = f"{settings.public_url}/{person.language}/desk"
    return {
        "reference": application.reference,
        "programme": text(application.programme.title, person.language),
        "link": f"{desk}/applications/{application.reference}#{anchor}",
    }
