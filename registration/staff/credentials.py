"""Email and password: the first step of a sign-in, and the password asked for again."""

from dataclasses import dataclass
from datetime import datetime

from registration.audit import trail
from registration.staff import members, passwords, throttle
from registration.staff.models import StaffMember
from registration.staff.throttle import Subject


@dataclass(frozen=True)
class Visitor:
    """Who knocks: the internet address, and the mark of a browser that was here before."""

    address: str | None
    browser_mark: str | None = None


def check(email: str, password: str, *, visitor: Visitor, now: datetime) -> StaffMember | None:
    """Who signs in with these, or None; wrong ones are counted.

    An unknown address, a wrong password and a deactivated account are answered alike and take
    the same time. The row of the person is locked, so that guesses made at once count one by one.

    Raises:
        TooManyAttempts: this account or this visitor has to wait; nothing was compared.
    """
    person = members.find_by_email(email, lock=True)
    subjects = _subjects(email, visitor)
    throttle.check(subjects, now=now)
    matches = passwords.verify(person.password_hash if person else None, password)
    if person is None or not matches or not person.active:
        throttle.count_failure(subjects, now=now)
        about = f"staff:{person.id}" if person else "staff:unknown"
        trail.record("sign_in_failed", about=about, by="visitor", now=now)
        return None
    throttle.clear(subjects[0])
    _renew_hash(person, password)
    return person


def check_again(person: StaffMember, password: str, *, now: datetime) -> bool:
    """Whether somebody who is signed in knows their password; asked before grave changes.

    Raises:
        TooManyAttempts: they have to wait; nothing was compared.
    """
    subject = throttle.own_password(person.id)
    throttle.check([subject], now=now)
    if passwords.verify(person.password_hash, password):
        throttle.clear(subject)
        return True
    throttle.count_failure([subject], now=now)
    label = f"staff:{person.id}"
    trail.record("password_wrong", about=label, by=label, now=now)
    return False


def _subjects(email: str, visitor: Visitor) -> list[Subject]:
    if visitor.browser_mark:
        return [throttle.known_browser(visitor.browser_mark)]
    account = throttle.account(members.same_email(email))
    return [account, throttle.address(visitor.address)]


def _renew_hash(person: StaffMember, password: str) -> None:
    if person.password_hash and passwords.needs_rehash(person.password_hash):
        person.password_hash = passwords.hash_password(password)
