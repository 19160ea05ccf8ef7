"""Whether a programme takes applications: upcoming, open or closed."""

from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from registration.core.settings import settings
from registration.programmes.models import Programme

DAYS_AFTER_MOVING_UP = 3
END_OF_DAY = time(23, 59)
LAST_SECOND = time(23, 59, 59)

Window = Literal["upcoming", "open", "closed"]


def window(programme: Programme, now: datetime) -> Window:
    """The state of the application window at ``now``; a past or archived programme is closed.

    One that is being prepared has not opened yet, whatever its dates say.
    """
    if programme.past or programme.archived_at is not None:
        return "closed"
    if not programme.opened:
        return "upcoming"
    if programme.opens_at is not None and now < programme.opens_at:
        return "upcoming"
    if programme.closes_at is not None and now >= programme.closes_at:
        return "closed"
    return "open"


def may_begin(programme: Programme, now: datetime) -> bool:
    """Whether somebody may start an application."""
    return window(programme, now) == "open"


def may_send(programme: Programme, *, begun_at: datetime, now: datetime) -> bool:
    """Whether an application begun at ``begun_at`` may be sent.

    Who began before the deadline has ``submit_grace_minutes`` more, so that nobody is refused
    in the middle of the last page.
    """
    if window(programme, now) == "open":
        return True
    closes = programme.closes_at
    if programme.past or programme.archived_at is not None or not programme.opened:
        return False
    if closes is None or now < closes:
        return False
    grace = timedelta(minutes=settings.submit_grace_minutes)
    return begun_at < closes and now < closes + grace


def is_over(programme: Programme, now: datetime) -> bool:
    """Whether the public finds it in the Retrospective."""
    ended = programme.ends_at is not None and programme.ends_at <= now
    return programme.opened and (programme.past or programme.archived_at is not None or ended)


def end_of_day(programme: Programme, day: date) -> datetime:
    """The last second of a day in the programme's place."""
    return datetime.combine(day, LAST_SECOND, ZoneInfo(programme.time_zone))


def end_of_offer(programme: Programme, days: int, *, now: datetime) -> datetime:
    """The last minute of the day ``days`` on, in the programme's place; never after its start."""
    zone = ZoneInfo(programme.time_zone)
    day = (now.astimezone(zone) + timedelta(days=days)).date()
    end = datetime.combine(day, END_OF_DAY, zone)
    return min(end, programme.starts_at) if programme.starts_at else end
