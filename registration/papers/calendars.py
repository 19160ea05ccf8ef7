"""The calendar file of a confirmed place (RFC 5545)."""

from datetime import datetime
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from registration.applications.models import Application
from registration.core.languages import text
from registration.core.settings import settings

PRODUCT = "-//City partnership//Registration//EN"


def calendar_of(application: Application, *, now: datetime) -> bytes | None:
    """One event a chosen date, else one for the whole programme; None while it has no date."""
    programme, language = application.programme, application.language
    title = text(programme.title, language)
    events = [
        _event(
            f"{application.reference}-{date.key}",
            f"{title}: {text(date.title, language)}",
            (date.starts_at, date.ends_at),
            place=text(date.venue, language),
            now=now,
        )
        for date in application.chosen_dates
    ]
    if not events and programme.starts_at and programme.ends_at:
        times = (programme.starts_at, programme.ends_at)
        place = text(programme.venue, language)
        events = [_event(application.reference, title, times, place=place, now=now)]
    if not events:
        return None
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(
    key: str, title: str, times: tuple[datetime, datetime], *, place: str, now: datetime
) -> Event:
    event = Event()
    event.add("uid", f"{key}@{urlsplit(settings.public_url).hostname}")
    event.add("dtstamp", now)
    event.add("dtstart", times[0])
    event.add("dtend", times[1])
    event.add("summary", title)
    if place:
        event.add("location", place)
    return event
