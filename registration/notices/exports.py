"""Mail about exports that were prepared in the background."""

from datetime import datetime

from registration.core.formats import show_moment
from registration.core.languages import text
from registration.core.settings import settings
from registration.notices.staff import to_staff
from registration.programmes.models import Programme
from registration.staff.models import StaffMember


def export_ready(
    person: StaffMember, programme: Programme, *, export: int, until: datetime, now: datetime
) -> int:
    """A file is ready to be taken until a moment; nothing of what it holds leaves by mail."""
    language = person.language
    return to_staff(
        "export_ready",
        person,
        cause=str(export),
        now=now,
        programme=text(programme.title, language),
        until=show_moment(until, language, zone=person.time_zone),
        link=f"{settings.public_url}/{language}/desk/exports",
    )
