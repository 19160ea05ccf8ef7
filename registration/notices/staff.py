"""Mail to staff members, in the language that each of them reads."""

from datetime import datetime

from registration.core.formats import show_moment
from registration.core.languages import text
from registration.core.settings import settings
from registration.mail import outbox
from registration.notices.render import render
from registration.programmes.catalogue import site
from registration.staff.models import StaffMember


def to_staff(notice: str, person: StaffMember, *, cause: str, now: datetime, **words: str) -> int:
    """Queue a notice to somebody at the desk, once for each ``cause``."""
    about, language = f"staff:{person.id}", person.language
    rendered = render(
        notice,
        language,
        **{
            "name": person.name,
            "programme": text(site().name, language),
            "office": text(site().office, language),
            "contact": "",
            "imprint": f"{settings.public_url}/{language}/imprint",
            "moment": show_moment(now, language, zone=person.time_zone),
            "time_zone": person.time_zone,
            **words,
        },
    )
    return outbox.queue(
        key=f"{about}:{notice}:{cause}",
        about=about,
        scope="staff",
        notice=notice,
        recipient=person.email,
        recipient_name=person.name,
        language=language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        now=now,
    )
