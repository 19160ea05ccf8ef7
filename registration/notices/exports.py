"""Mail about exports that were prepared in the background."""

from datetime import datetime

from registration.core.formats import show_moment
from registration.core.languages import say, text
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
        link=_exports(language),
    )


def export_failed(
    person: StaffMember, programme: Programme, *, export: int, why: str, now: datetime
) -> int:
    """An export came to nothing; ``why`` is a sentence of the product, also on the page."""
    language = person.language
    return to_staff(
        "export_failed",
        person,
        cause=str(export),
        now=now,
        programme=text(programme.title, language),
        why=say(language, why),
        link=_exports(language),
    )


def _exports(language: str) -> str:
    return f"{settings.public_url}/{language}/desk/exports"
