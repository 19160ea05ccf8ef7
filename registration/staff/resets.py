"""Links to set a password: for who forgot it, and for who is new."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from registration.audit import trail
from registration.core.db import db
from registration.core.tokens import new_token, token_hash
from registration.staff import members
from registration.staff.errors import LinkUsedUp
from registration.staff.models import PasswordReset, StaffMember

VALID = timedelta(minutes=60)
MOST_PER_HOUR = 3
KEPT_AFTER_END = timedelta(days=1)


def request(email: str, *, now: datetime) -> tuple[StaffMember, str] | None:
    """Who asked for a link and the token for it; None for everybody who gets no mail.

    No mail is for addresses we do not know, accounts that are not active, and the fourth request
    within an hour. The answer to the visitor has to be the same.
    """
    person = members.find_by_email(email, lock=True)
    if person is None or not person.active or _lately(person, now) >= MOST_PER_HOUR:
        return None
    trail.record("password_reset_asked", about=f"staff:{person.id}", by="visitor", now=now)
    return person, open_link(person, now=now)


def open_link(person: StaffMember, *, now: datetime) -> str:
    """The token of a new link; those sent before are worth nothing from now on."""
    _use_up_all(person, now)
    token = new_token()
    db.session.add(
        PasswordReset(
            token_hash=token_hash(token),
            staff_member=person,
            created_at=now,
            expires_at=now + VALID,
        )
    )
    return token


def find(token: str, *, now: datetime) -> PasswordReset | None:
    """The link of this token, while it can still be used."""
    query = select(PasswordReset).where(
        PasswordReset.token_hash == token_hash(token),
        PasswordReset.used_at.is_(None),
        PasswordReset.expires_at > now,
    )
    found = db.session.scalar(query)
    return found if found is not None and found.staff_member.active else None


def use(token: str, *, password: str, now: datetime) -> StaffMember:
    """Set the password by a link. Ends every sign-in; begins none; leaves the second factor on.

    Raises:
        LinkUsedUp: it was used (maybe this very moment), replaced, or its time is over.
        PasswordRefused: the password is too weak; the link stays good.
    """
    found = find(token, now=now)
    if found is None:
        raise LinkUsedUp
    person = found.staff_member
    members.refuse_weak_password(person, password)
    if not _take(found, now):
        raise LinkUsedUp
    _use_up_all(person, now)
    members.set_password(person, password, by=f"staff:{person.id}", now=now)
    return person


def forget_old(*, now: datetime) -> None:
    """Delete links that were over a day ago; for the worker."""
    over = PasswordReset.expires_at < now - KEPT_AFTER_END
    db.session.execute(delete(PasswordReset).where(over))


def _lately(person: StaffMember, now: datetime) -> int:
    query = select(func.count()).where(
        PasswordReset.staff_member_id == person.id,
        PasswordReset.created_at > now - timedelta(hours=1),
    )
    return db.session.scalar(query) or 0


def _take(found: PasswordReset, now: datetime) -> bool:
    taken = db.session.scalar(
        update(PasswordReset)
        .where(PasswordReset.id == found.id, PasswordReset.used_at.is_(None))
        .values(used_at=now)
        .returning(PasswordReset.id)
    )
    return taken is not None


def _use_up_all(person: StaffMember, now: datetime) -> None:
    db.session.execute(
        update(PasswordReset)
        .where(PasswordReset.staff_member_id == person.id, PasswordReset.used_at.is_(None))
        .values(used_at=now)
    )
