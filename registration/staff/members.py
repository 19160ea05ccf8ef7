"""Staff members: who they are, and changes to them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select

from registration.audit import trail
from registration.core.db import db, locking
from registration.staff import own_words, passwords, sign_ins
from registration.staff.errors import EmailInvalid, EmailTaken
from registration.staff.models import Role, SignIn, StaffMember


def create(
    *,
    email: str,
    name: str,
    language: str,
    time_zone: str,
    roles: Sequence[Role],
    now: datetime,
    password: str | None = None,
    by: str = "system",
) -> StaffMember:
    """A new staff member. Without a password they set their own over a link, see ``resets``.

    Raises:
        EmailInvalid: this is no address.
        EmailTaken: somebody has it already.
        PasswordRefused: the password is too weak.
    """
    email = clean_email(email)
    if find_by_email(email) is not None:
        raise EmailTaken
    person = StaffMember(
        email=email,
        name=name.strip(),
        language=language,
        time_zone=time_zone,
        active=True,
        created_at=now,
        roles=list(roles),
    )
    if password is not None:
        refuse_weak_password(person, password)
        person.password_hash = passwords.hash_password(password)
    db.session.add(person)
    db.session.flush()  # the audit entry names the id
    trail.record("create_staff_member", about=f"staff:{person.id}", by=by, now=now)
    return person


def clean_email(email: str) -> str:
    """The address as it is stored and compared: checked, in lower case.

    Raises:
        EmailInvalid: this is no address.
    """
    try:
        checked = validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise EmailInvalid from error
    return checked.normalized.lower()


def same_email(email: str) -> str:
    """The form in which all spellings of one address are equal, also of none that is valid."""
    try:
        return clean_email(email)
    except EmailInvalid:
        return email.strip().lower()


def find_by_email(email: str, *, lock: bool = False) -> StaffMember | None:
    """Who has this address; with ``lock`` nobody else changes them until this unit of work ends."""
    try:
        query = select(StaffMember).where(StaffMember.email == clean_email(email))
    except EmailInvalid:
        return None
    return db.session.scalar(locking(query, of=StaffMember) if lock else query)


def refuse_weak_password(person: StaffMember, password: str) -> None:
    """Compare a new password with the rules, before anything is changed.

    Raises:
        PasswordRefused: too short, too long, or made of common words, ours or the person's.
    """
    words = [*own_words.of_this_office(), *own_words.of_person(person)]
    passwords.check_strength(password, own_words=words)


def set_password(
    person: StaffMember, password: str, *, by: str, now: datetime, keep: SignIn | None = None
) -> None:
    """Give a new password and end all sign-ins except ``keep``.

    Raises:
        PasswordRefused: the password is too weak.
    """
    refuse_weak_password(person, password)
    person.password_hash = passwords.hash_password(password)
    trail.record("set_password", about=f"staff:{person.id}", by=by, now=now)
    sign_ins.end_all_others(person, keep=keep, by=by, now=now)


def deactivate(person: StaffMember, *, by: str, now: datetime) -> None:
    """Somebody leaves: no sign-in from now on, the open ones end, what they did stays on record."""
    person.active = False
    trail.record("deactivate_staff_member", about=f"staff:{person.id}", by=by, now=now)
    sign_ins.end_all_others(person, keep=None, by=by, now=now)


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """The names of staff members by their ids, in one statement."""
    query = select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(set(ids)))
    return {row.id: row.name for row in db.session.execute(query)}
