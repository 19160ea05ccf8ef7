"""What the session of a browser holds about a sign-in: nothing, half of it, or all of it."""

import hmac
from datetime import datetime, timedelta

from flask import redirect, request, session
from werkzeug.wrappers import Response

from registration.core.db import db
from registration.core.tokens import token_hash
from registration.staff import sign_ins
from registration.staff.models import SignIn, StaffMember
from registration.web.account.destination import destination
from registration.web.account.known_browser import remember_browser

SECOND_STEP_WITHIN = timedelta(minutes=10)


def begin_half(person: StaffMember, *, now: datetime) -> None:
    """Remember that the password was right, for ten minutes and as long as it stays the same."""
    wanted = session.get("next")
    leave(now=now)
    session["half"] = {
        "person": person.id,
        "at": int(now.timestamp()),
        "password": token_hash(person.password_hash or ""),
    }
    if wanted is not None:
        session["next"] = wanted


def half_signed_in(*, now: datetime) -> StaffMember | None:
    """Who gave the right password in this browser a moment ago."""
    half = session.get("half")
    if not isinstance(half, dict):
        return None
    age = now.timestamp() - half["at"]
    person = db.session.get(StaffMember, half["person"])
    if not 0 <= age <= SECOND_STEP_WITHIN.total_seconds() or person is None or not person.active:
        return None
    same = hmac.compare_digest(half["password"], token_hash(person.password_hash or ""))
    return person if same else None


def enter(person: StaffMember, *, now: datetime) -> Response:
    """Sign the browser in with a new session and lead on to the page that was asked for."""
    wanted = session.get("next")
    leave(now=now)
    session["sign_in"] = sign_ins.begin(person, browser=_user_agent(), now=now)
    session["seen"] = int(now.timestamp())
    response = redirect(destination(wanted), 303)
    remember_browser(response, person.email)
    return response


def leave(*, now: datetime) -> None:
    """End the sign-in of this browser, if there is one, and empty its session."""
    current = own_sign_in(now=now)
    if current is not None:
        sign_ins.end(current, by=f"staff:{current.staff_member_id}", now=now)
    session.clear()


def own_sign_in(*, now: datetime) -> SignIn | None:
    """The sign-in of this browser."""
    token = session.get("sign_in")
    return sign_ins.find(token, now=now) if isinstance(token, str) else None


def _user_agent() -> str:
    return "".join(sign for sign in request.headers.get("User-Agent", "") if sign.isprintable())
