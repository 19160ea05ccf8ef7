"""Who refuses news over the link in them, and who takes that back; the history tells of both."""

from datetime import datetime

from sqlalchemy import func, select

from registration.applications.models import Application
from registration.audit import trail
from registration.core.db import db
from registration.mail import refusals

REFUSED, ALLOWED = "refuse_news", "allow_news"
APPLICANT = "applicant"


def refuse(address: str, *, now: datetime) -> None:
    """Send no news to an address any more; twice is once."""
    if refusals.refused_at(address) is None:
        refusals.refuse(address, now=now)
        _note(REFUSED, address, now)


def allow(address: str, *, now: datetime) -> None:
    """Send news to an address again."""
    if refusals.refused_at(address) is not None:
        refusals.allow(address)
        _note(ALLOWED, address, now)


def _note(act: str, address: str, now: datetime) -> None:
    query = select(Application.id).where(func.lower(Application.email) == refusals.normal(address))
    about = [f"application:{one}" for one in db.session.scalars(query)]
    trail.record_all(act, about=about, by=APPLICANT, now=now)
