"""Mail to staff members about their own account."""

from datetime import datetime
from typing import Literal

from registration.core.formats import show_moment
from registration.core.languages import text
from registration.core.settings import settings
from registration.core.tokens import token_hash
from registration.mail import outbox
from registration.notices.render import render
from registration.programmes.catalogue import site
from registration.staff.models import StaffMember

Change = Literal["on", "off", "codes"]


def password_reset(person: StaffMember, *, token: str, now: datetime) -> int:
    """The link to set a new password."""
    link = f"{_account(person)}/reset/{token}"
    return _queue("password_reset", person, cause=token_hash(token)[:16], now=now, link=link)


def password_changed(person: StaffMember, *, now: datetime) -> int:
    """The password was changed: so that the owner hears of it if it was somebody else."""
    link = f"{_account(person)}/forgotten"
    return _queue("password_changed", person, cause=now.isoformat(), now=now, link=link)


def new_second_factor(person: StaffMember, *, change: Change, now: datetime) -> int:
    """The second step was turned on or off, or its recovery codes were renewed."""
    cause = f"{change}:{now.isoformat()}"
    return _queue(
        "new_second_factor", person, cause=cause, now=now, link=_account(person), change=change
    )


def _account(person: StaffMember) -> str:
    return f"{settings.public_url}/{person.language}/account"


def _queue(notice: str, person: StaffMember, *, cause: str, now: datetime, **words: str) -> int:
    about, language = f"staff:{person.id}", person.language
    rendered = render(
        notice,
        language,
        name=person.name,
        programme=text(site().name, language),
        office=text(site().office, language),
        contact="",
        imprint=f"{settings.public_url}/{language}/imprint",
        moment=show_moment(now, language, zone=person.time_zone),
        time_zone=person.time_zone,
        **words,
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
