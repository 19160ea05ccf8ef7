"""Mail to coordinators about what accepted applicants still owe."""

from datetime import datetime

from registration.core.languages import say_many, text
from registration.core.settings import settings
from registration.notices.staff import to_staff
from registration.programmes.models import Programme
from registration.staff.models import StaffMember


def overdue(programme: Programme, person: StaffMember, *, count: int, now: datetime) -> int:
    """So many did not send it in time. No word on who they are."""
    language = person.language
    how_many = say_many(
        language,
        count,
        "%(num)s applicant has not sent the further information in time.",
        "%(num)s applicants have not sent the further information in time.",
    )
    desk = f"{settings.public_url}/{language}/desk"
    return to_staff(
        "supplements_overdue",
        person,
        cause=f"{programme.id}:{now.isoformat()}",
        now=now,
        programme=text(programme.title, language),
        how_many=how_many,
        link=f"{desk}?programme={programme.slug}&further=overdue",
    )
