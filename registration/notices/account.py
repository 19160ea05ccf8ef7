"""Mail to staff members about their own account."""

from datetime import datetime
from typing import Literal

from registration.core.settings import settings
from registration.core.tokens import token_hash
from registration.notices.staff import to_staff
from registration.staff.models import StaffMember

Change = Literal["on", "off", "codes"]


def password_reset(person: StaffMember, *, token: str, now: datetime) -> int:
    """The link to set a new password."""
    link = f"{_account(person)}/reset/{token}"
    return to_staff("password_reset", person, cause=token_hash(token)[:16], now=now, link=link)


def password_changed(person: StaffMember, *, now: datetime) -> int:
    """The password was changed: so that the owner hears of it if it was somebody else."""
    link = f"{_account(person)}/forgotten"
    return to_staff("password_changed", person, cause=now.isoformat(), now=now, link=link)


def new_second_factor(person: StaffMember, *, change: Change, now: datetime) -> int:
    """The second step was turned on or off, or its recovery codes were renewed."""
    cause = f"{change}:{now.isoformat()}"
    return to_staff(
        "new_second_factor", person, cause=cause, now=now, link=_account(person), change=change
    )


def _account(person: StaffMember) -> str:
    return f"{settings.public_url}/{person.language}/account"
