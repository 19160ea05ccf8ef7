"""The programme that somebody writes about: theirs, and over."""

from flask import abort

from registration.core import clock
from registration.core.db import db, one_at_a_time
from registration.programmes.models import Programme
from registration.programmes.windows import is_over
from registration.staff.permissions import Act as Right
from registration.web.desk import scope


def programme(slug: str) -> Programme:
    """One that is over and that this person decides about; else it is not there."""
    found = scope.programme(slug, Right.DECIDE)
    return found if is_over(found, clock.now()) else abort(404)


def locked(slug: str) -> Programme:
    """The same, as it stands once nobody else writes about it."""
    found = programme(slug)
    one_at_a_time(f"programme {found.id}")
    db.session.refresh(found)
    return found
