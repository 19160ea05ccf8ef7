"""The dates of a programme among which applicants choose: added, changed, taken away."""

from collections.abc import Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import select

from registration.applications.models import Application
from registration.audit import trail
from registration.core.db import db
from registration.core.errors import RuleBroken
from registration.forms.keys import free, key_for
from registration.programmes.models import Programme, ProgrammeDate, Quota

MOST = 50
RESERVED = "new"  # an address of the desk
LONGEST_KEY = 40


class DateChosen(RuleBroken):
    """Somebody chose this date already."""


class TooManyDates(RuleBroken):
    """No programme has more than 50 dates."""


def add(
    programme: Programme, values: Mapping[str, Any], *, places: int | None, by: str, now: datetime
) -> ProgrammeDate:
    """One more date; whoever calls holds the lock of the programme's places.

    Args:
        programme: whose date.
        values: title and venue in all languages, ``starts_at`` and ``ends_at``.
        places: its own limit, or None.
        by: who adds it.
        now: the moment, aware.

    Raises:
        TooManyDates: the programme has 50 of them.
    """
    if len(programme.dates) >= MOST:
        raise TooManyDates
    taken = [RESERVED, *(date.key for date in programme.dates)]
    wanted = key_for(values["title"], "date")[: LONGEST_KEY - 3].rstrip("_")
    date = ProgrammeDate(key=free(wanted, taken), **values)
    programme.dates.append(date)
    if places is not None:
        programme.quotas.append(Quota(key=f"date:{date.key}", places=places, taken=0))
    _record("add_date", date, by=by, now=now)
    return date


def change(date: ProgrammeDate, values: Mapping[str, Any], *, by: str, now: datetime) -> None:
    """Write what a date has anew; its limit of places is changed with the other limits."""
    for name, value in values.items():
        setattr(date, name, value)
    _record("change_date", date, by=by, now=now)


def remove(date: ProgrammeDate, *, by: str, now: datetime) -> None:
    """Take a date away with its limit; whoever calls holds the lock of the programme's places.

    Raises:
        DateChosen: somebody chose it, also in a draft.
    """
    programme = date.programme
    chosen = select(Application.date_keys).where(Application.programme_id == programme.id)
    if date.key in chain.from_iterable(db.session.scalars(chosen)):
        raise DateChosen
    _record("remove_date", date, by=by, now=now)
    for quota in [one for one in programme.quotas if one.key == f"date:{date.key}"]:
        programme.quotas.remove(quota)
        db.session.delete(quota)
    programme.dates.remove(date)
    db.session.delete(date)


def _record(act: str, date: ProgrammeDate, *, by: str, now: datetime) -> None:
    trail.record(act, about=f"programme:{date.programme.id}", by=by, now=now, date=date.key)
