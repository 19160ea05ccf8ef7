"""Counts of a programme, each in one statement; nobody is to be recognised in them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute

from registration.applications.models import Application, SectionAnswers
from registration.applications.states import HOLDS_PLACE, State
from registration.audit.models import AuditEntry
from registration.core.db import db
from registration.forms.document import Document
from registration.forms.fields.choice import Choice
from registration.forms.fields.choices import Choices
from registration.forms.fields.date import Date
from registration.forms.fields.field import Field
from registration.forms.fields.yes_no import YesNo
from registration.forms.readers import Reader
from registration.mail.models import Message
from registration.programmes.models import Partner, Programme

Rows = Select[*tuple[Any, ...]]
AGES = ((0, 13), (14, 15), (16, 17), (18, 24), (25, 39), (40, 59), (60, 150))
MOST_INSTITUTIONS = 20
TO_THE_HOUR = "%Y-%m-%d %H"
FIRST_DECISIONS = ("offer", "waitlist", "reject", "admit", "queue_up")


@dataclass(frozen=True)
class Waited:
    """Days from sending to the first decision: of how many applications, in the middle, at most."""

    applications: int
    median_days: float
    longest_days: float


def sent_by_day(programme: Programme) -> list[tuple[date, int]]:
    """How many were sent on each day on the programme's clocks, without gaps, the first first."""
    hour = _hour_of(Application.submitted_at)
    query = _sent(select(hour, func.count()), programme).group_by(hour)
    zone, days = ZoneInfo(programme.time_zone), Counter[date]()
    for at, number in db.session.execute(query):
        moment = datetime.strptime(at, TO_THE_HOUR).replace(tzinfo=UTC)
        days[moment.astimezone(zone).date()] += number
    if not days:
        return []
    first, last = min(days), max(days)
    return [
        (day, days[day]) for day in (first + timedelta(n) for n in range((last - first).days + 1))
    ]


def states(programme: Programme) -> dict[str, int]:
    """How many of those that were sent are in each state, in the order of an application's life."""
    query = _sent(select(Application.state, func.count()), programme)
    found = _counted(query.group_by(Application.state))
    return {state: found[state] for state in State if state in found}


def steps(programme: Programme) -> dict[tuple[str, str], int]:
    """How often applications went from one state to another one."""
    was = AuditEntry.details["was"].as_string()
    now_is = AuditEntry.details["now_is"].as_string()
    mine = _sent(select("application:" + cast(Application.id, String)), programme)
    query = (
        select(was, now_is, func.count())
        .where(AuditEntry.about.in_(mine), was.is_not(None), was != now_is)
        .group_by(was, now_is)
    )
    return {(one, other): number for one, other, number in db.session.execute(query)}


def participants(programme: Programme) -> int | None:
    """How many people attended; where that was not noted, how many were confirmed."""
    people = func.sum(Application.party_size)
    query = _sent(select(Application.state, people), programme)
    came = _counted(query.group_by(Application.state))
    return came.get(State.ATTENDED) or came.get(State.CONFIRMED)


def waited_for_decision(programme: Programme) -> Waited | None:
    """How long applicants waited for a first decision; None before there was one."""
    about = "application:" + cast(Application.id, String)
    decided = func.min(AuditEntry.at)
    query = _sent(
        select(Application.submitted_at, decided).join(AuditEntry, AuditEntry.about == about),
        programme,
    )
    query = query.where(AuditEntry.act.in_(FIRST_DECISIONS)).group_by(Application.id)
    found = [(at - sent) / timedelta(days=1) for sent, at in db.session.execute(query)]
    if not found:
        return None
    return Waited(len(found), max(median(found), 0.0), max(*found, 0.0))


def partners(programme: Programme) -> list[tuple[Partner | None, int, int]]:
    """(city or None, applications, of these with a place)."""
    with_place = func.count().filter(Application.state.in_(HOLDS_PLACE))
    query = _sent(select(Application.partner_id, func.count(), with_place), programme)
    rows = db.session.execute(query.group_by(Application.partner_id))
    found = {key: (sent, some) for key, sent, some in rows}
    known: list[Partner | None] = [*programme.partners, None]
    keys = [(one, one.id if one else None) for one in known]
    return [(one, *found[key]) for one, key in keys if key in found]


def institutions(programme: Programme) -> list[tuple[str, int, int]]:
    """(name, applications, of these with a place) of the institutions most applied from."""
    number = func.count()
    with_place = func.count().filter(Application.state.in_(HOLDS_PLACE))
    query = (
        _sent(select(Application.institution, number, with_place), programme)
        .where(Application.institution != "")
        .group_by(Application.institution)
        .order_by(number.desc(), Application.institution)
        .limit(MOST_INSTITUTIONS)
    )
    return [(name, sent, some) for name, sent, some in db.session.execute(query)]


def countable(document: Document, reader: Reader) -> list[tuple[str, Field]]:
    """(section, question) where answers can be counted and the reader may see each of them."""
    return [
        (section.key, field)
        for section in document.sections
        for field in section.fields
        if isinstance(field, Choice | YesNo | Choices)
        and not field.sensitive
        and reader.is_meant(field)
    ]


def answered(programme: Programme, section: str, field: Field) -> dict[str, int]:
    """How often each answer to a question was given: by its key, or ``True`` and ``False``.

    Of several answers of one person each counts.
    """
    value = SectionAnswers.values[field.key]
    query = _of_section(select(value, func.count()), programme, section).group_by(value)
    found: Counter[str] = Counter()
    for given, number in db.session.execute(query):
        chosen = given if isinstance(given, list) else [] if given is None else [given]
        found.update({str(key): number for key in chosen})
    return dict(found)


def ages(programme: Programme, document: Document, reader: Reader) -> list[tuple[str, int]]:
    """(years, applications) by age on the programme's first day; empty where it is not asked."""
    asked = [
        (section.key, field)
        for section in document.sections
        for field in section.fields
        if isinstance(field, Date) and field.role == "birth_date"
    ]
    visible = [one for one in asked if not one[1].sensitive and reader.is_meant(one[1])]
    if not visible:
        return []
    section, field = visible[0]
    born = SectionAnswers.values[field.key].as_string()
    query = _of_section(select(born, func.count()), programme, section).group_by(born)
    first_day = programme.starts_at or programme.ends_at
    return _by_age(db.session.execute(query), first_day.date() if first_day else None)


def mails(programme: Programme) -> dict[str, int]:
    """How many messages are in each state."""
    query = select(Message.state, func.count()).where(Message.scope == f"programme:{programme.id}")
    return _counted(query.group_by(Message.state))


def by_year(programmes: Sequence[Programme]) -> dict[int, tuple[int, int, int]]:
    """(sent, with a place or more, attended) by the id of the programme."""
    count = func.count()
    query = (
        select(
            Application.programme_id,
            count,
            count.filter(Application.state.in_(HOLDS_PLACE)),
            count.filter(Application.state == State.ATTENDED),
        )
        .where(
            Application.programme_id.in_([one.id for one in programmes]),
            Application.submitted_at.is_not(None),
        )
        .group_by(Application.programme_id)
    )
    return {key: (sent, places, came) for key, sent, places, came in db.session.execute(query)}


def _by_age(born: Iterable[Any], on: date | None) -> list[tuple[str, int]]:
    if on is None:
        return []
    found: Counter[tuple[int, int]] = Counter()
    for day, number in born:
        if day is None:
            continue
        birth = date.fromisoformat(day)
        age = on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
        found.update({band: number for band in AGES if band[0] <= age <= band[1]})
    return [(_years(band), found[band]) for band in AGES if band in found]


def _years(band: tuple[int, int]) -> str:
    first, last = band
    return f"{first}+" if band == AGES[-1] else f"{first}–{last}"


def _sent(query: Rows, programme: Programme) -> Rows:
    return query.where(
        Application.programme_id == programme.id, Application.submitted_at.is_not(None)
    )


def _of_section(query: Rows, programme: Programme, section: str) -> Rows:
    joined = query.join(Application, SectionAnswers.application_id == Application.id)
    return _sent(joined, programme).where(SectionAnswers.section == section)


def _counted(query: Rows) -> dict[str, int]:
    return {key: number for key, number in db.session.execute(query)}  # noqa: C416  # rows are no pairs to mypy


def _hour_of(moment: InstrumentedAttribute[datetime | None]) -> ColumnElement[str]:
    """The hour of a moment in UTC, as text: whatever the zone, a day begins with one of them."""
    if db.session.get_bind().dialect.name == "postgresql":
        return func.to_char(func.timezone("UTC", moment), "YYYY-MM-DD HH24")
    return func.strftime(TO_THE_HOUR, moment)
