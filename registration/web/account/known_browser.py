"""The mark of a browser in which somebody signed in before.

Failed attempts of strangers make an account wait; a browser with a mark is counted on its own,
so the owner gets in meanwhile (OWASP: device cookies). The mark says nothing about the person.
"""

import secrets

from flask import request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from registration.core.settings import settings
from registration.staff import members, throttle
from registration.staff.credentials import Visitor

VALID_SECONDS = 180 * 24 * 60 * 60


def visitor(email: str) -> Visitor:
    """Who knocks, with the mark only if it was given for this account."""
    return Visitor(request.remote_addr, _mark_for(email))


def remember_browser(response: Response, email: str) -> None:
    """Give the browser a fresh mark after a complete sign-in to this account."""
    value = _signer().dumps([throttle.account(email).key, secrets.token_urlsafe(16)])
    response.set_cookie(
        _cookie_name(),
        value,
        max_age=VALID_SECONDS,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def _mark_for(email: str) -> str | None:
    try:
        owner, mark = _signer().loads(
            request.cookies.get(_cookie_name(), ""), max_age=VALID_SECONDS
        )
    except (BadData, ValueError, TypeError):
        return None
    return mark if owner == throttle.account(members.same_email(email)).key else None


def _signer() -> URLSafeTimedSerializer:
    oldest_first = list(reversed(settings.secret_keys))
    return URLSafeTimedSerializer(oldest_first, salt="known-browser")


def _cookie_name() -> str:
    return "__Host-known_browser" if request.is_secure else "known_browser"
