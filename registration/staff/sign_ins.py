"""Sign-ins: a row for each signed-in browser, so that it can be seen and ended.

The idle limit is not kept here: the web layer keeps the time of the last page in the signed
cookie, because opening a page must not write to the database.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from registration.audit import trail
from registration.core.db import db
from registration.core.tokens import new_token, token_hash
from registration.staff.models import SignIn, StaffMember

LONGEST = timedelta(hours=12)
KEPT_AFTER_END = timedelta(days=30)
MAX_BROWSER = 300


def begin(person: StaffMember, *, browser: str, now: datetime) -> str:
    """Sign this browser in; returns the token for its cookie, which is stored only as a hash."""
    token = new_token()
    db.session.add(
        SignIn(
            token_hash=token_hash(token),
            staff_member=person,
            created_at=now,
            expires_at=now + LONGEST,
            browser=browser[:MAX_BROWSER],
        )
    )
    trail.record("sign_in", about=f"staff:{person.id}", by=f"staff:{person.id}", now=now)
    return token


def find(token: str, *, now: datetime) -> SignIn | None:
    """The sign-in that a cookie names, if it was not ended, is not over, and the person is active.

    ``staff_member`` and their roles are read from the database each time, so who was deactivated
    or lost a role is out with the next page.
    """
    query = select(SignIn).where(
        SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None), SignIn.expires_at > now
    )
    found = db.session.scalar(query)
    return found if found is not None and found.staff_member.active else None


def open_sign_ins(person: StaffMember, *, now: datetime) -> Sequence[SignIn]:
    """Where this person is signed in now, the newest first."""
    query = select(SignIn).where(
        SignIn.staff_member_id == person.id, SignIn.ended_at.is_(None), SignIn.expires_at > now
    )
    return db.session.scalars(query.order_by(SignIn.created_at.desc(), SignIn.id.desc())).all()


def end(sign_in: SignIn, *, by: str, now: datetime) -> None:
    """Sign this browser out; ending it twice changes nothing."""
    if sign_in.ended_at is None:
        sign_in.ended_at = now
        trail.record("sign_out", about=f"staff:{sign_in.staff_member_id}", by=by, now=now)


def end_all_others(person: StaffMember, *, keep: SignIn | None, by: str, now: datetime) -> None:
    """Sign this person out everywhere, except in the browser of ``keep``."""
    others = update(SignIn).where(SignIn.staff_member_id == person.id, SignIn.ended_at.is_(None))
    if keep is not None:
        others = others.where(SignIn.id != keep.id)
    db.session.execute(others.values(ended_at=now))
    trail.record("sign_out_elsewhere", about=f"staff:{person.id}", by=by, now=now)


def forget_old(*, now: datetime) -> None:
    """Delete the rows of sign-ins that were over 30 days ago; for the worker."""
    db.session.execute(delete(SignIn).where(SignIn.expires_at < now - KEPT_AFTER_END))
