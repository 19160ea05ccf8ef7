"""Failed attempts slow the next ones down; nobody is locked out for good.

Failures are counted for a subject: the account, the visitor's address, a browser that signed in
to the account before. The first few are free; then each one makes the subject wait longer, up to
15 minutes. A browser that the owner used before is counted on its own, so that a stranger who
guesses at the account never keeps the owner out.

Subjects are stored as keyed hashes: the table tells neither email nor internet addresses.
"""

import hmac
import ipaddress
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select

from registration.core.db import db
from registration.core.settings import settings
from registration.staff.errors import TooManyAttempts
from registration.staff.models import SignInAttempt

REMEMBERED = timedelta(hours=24)
LONGEST_WAIT = timedelta(minutes=15)
FREE_FOR_ACCOUNT = 5
FREE_FOR_ADDRESS = 25
IPV6_NETWORK = 64


@dataclass(frozen=True)
class Subject:
    """For whom failures are counted, and how many of them cost nothing."""

    key: str
    free: int


def account(email: str) -> Subject:
    """An account by the address that was typed, whether there is such an account or not."""
    return _subject("account", email, FREE_FOR_ACCOUNT)


def known_browser(mark: str) -> Subject:
    """A browser that signed in before and shows the mark it was given."""
    return _subject("browser", mark, FREE_FOR_ACCOUNT)


def second_step(staff_member_id: int) -> Subject:
    """Codes of a second factor; a right password does not clear these."""
    return _subject("second-step", str(staff_member_id), FREE_FOR_ACCOUNT)


def own_password(staff_member_id: int) -> Subject:
    """The password asked for again from somebody who is signed in."""
    return _subject("own-password", str(staff_member_id), FREE_FOR_ACCOUNT)


def address(remote: str | None, *, purpose: str = "sign-in") -> Subject:
    """A visitor's internet address; of IPv6 the network that one customer gets."""
    return _subject(f"address:{purpose}", _network(remote or ""), FREE_FOR_ADDRESS)


def check(subjects: Sequence[Subject], *, now: datetime) -> None:
    """Let an attempt through, or refuse it before anything is compared.

    Raises:
        TooManyAttempts: one of the subjects has to wait.
    """
    wait = max((_waits_until(subject, now) for subject in subjects), default=now) - now
    if wait > timedelta():
        raise TooManyAttempts(retry_after=math.ceil(wait.total_seconds()))


def count_failure(subjects: Sequence[Subject], *, now: datetime) -> None:
    """Remember that an attempt of these subjects failed."""
    db.session.add_all(SignInAttempt(subject=subject.key, at=now) for subject in subjects)


def clear(subject: Subject) -> None:
    """Forget the failures of a subject, after it got it right."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.subject == subject.key))


def forget_old(*, now: datetime) -> None:
    """Delete failures that no longer count; for the worker."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - REMEMBERED))


def _subject(kind: str, value: str, free: int) -> Subject:
    key = settings.secret_keys[0].encode()
    return Subject(hmac.new(key, f"{kind}:{value}".encode(), sha256).hexdigest(), free)


def _network(remote: str) -> str:
    try:
        parsed = ipaddress.ip_address(remote)
    except ValueError:
        return remote
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, IPV6_NETWORK), strict=False))


def _waits_until(subject: Subject, now: datetime) -> datetime:
    query = select(func.count(), func.max(SignInAttempt.at)).where(
        SignInAttempt.subject == subject.key, SignInAttempt.at > now - REMEMBERED
    )
    failures, last = db.session.execute(query).one()
    if failures < subject.free:
        return now
    # A clock that was set back must not make anybody wait longer than the rule says.
    return min(last, now) + _wait(failures - subject.free)


def _wait(failures_over: int) -> timedelta:
    return min(timedelta(minutes=2 ** min(failures_over, 10)), LONGEST_WAIT)
