"""Queries for what the public site shows: the partnership, planned and past programmes."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import joinedload, selectinload

from registration.core.db import db
from registration.programmes.models import Institution, Partner, Partnership, Programme
from registration.programmes.windows import Window, window

KEPT_SECONDS = 5.0


@dataclass(frozen=True)
class City:
    """A partner as every page shows it."""

    id: int
    key: str
    name: dict[str, str]
    time_zone: str


@dataclass(frozen=True)
class Body:
    """An institution as forms offer it; ``city`` is the name of its ``partner``, here its key."""

    key: str
    partner: str
    kind: str
    name: dict[str, str]
    city: dict[str, str]


@dataclass(frozen=True)
class Site:
    """The partnership as every page shows it."""

    name: dict[str, str]
    office: dict[str, str]
    intro: dict[str, str]
    pages: dict[str, Any]
    sample_notice: dict[str, str] | None
    partners: tuple[City, ...]
    institutions: tuple[Body, ...]


@dataclass(frozen=True)
class Card:
    """A programme with what depends on the moment and on the places taken."""

    programme: Programme
    window: Window
    places_left: int | None
    days_left: int | None


EMPTY = Site(
    name={"de": "Städtepartnerschaft", "en": "City partnership", "zh": "友好城市"},
    office={},
    intro={},
    pages={},
    sample_notice=None,
    partners=(),
    institutions=(),
)
_BY_SLUG = select(Programme).where(Programme.opened, Programme.slug == bindparam("slug"))
_kept: dict[str, tuple[float, Site]] = {}


def site() -> Site:
    """The partnership, read from the database at most every five seconds a process."""
    place = str(db.engine.url)
    kept = _kept.get(place)
    if kept is None or time.monotonic() - kept[0] > KEPT_SECONDS:
        kept = _kept[place] = (time.monotonic(), _read_site())
    return kept[1]


def forget_site() -> None:
    """Read the partnership anew next time; for whoever changed it."""
    _kept.clear()


def planned(now: datetime) -> list[Card]:
    """Programmes still to come or running, the next deadline first, those closed last."""
    query = (
        select(Programme)
        .where(
            Programme.opened,
            Programme.past.is_(False),
            Programme.archived_at.is_(None),
            or_(Programme.ends_at.is_(None), Programme.ends_at > now),
        )
        .options(selectinload(Programme.quotas), selectinload(Programme.dates))
        .order_by(Programme.closes_at, Programme.id)
    )
    cards = [card(programme, now) for programme in db.session.scalars(query)]
    return sorted(cards, key=lambda shown: shown.window == "closed")


def past(now: datetime) -> Sequence[Programme]:
    """The Retrospective, newest first."""
    found = db.session.scalars(select(Programme).where(Programme.opened, over(now))).all()
    return sorted(found, key=day_it_happened, reverse=True)


def over(now: datetime) -> ColumnElement[bool]:
    """The condition under which an open programme stands in the Retrospective."""
    return or_(
        Programme.past.is_(True), Programme.archived_at.is_not(None), Programme.ends_at <= now
    )


def by_slug(slug: str) -> Programme | None:
    """The programme at a public address; one that is being prepared is not there."""
    return db.session.scalar(_BY_SLUG, {"slug": slug})


def day_it_happened(programme: Programme) -> tuple[int, int, int]:
    """(year, month, day) by which past programmes are ordered."""
    day = programme.happened or (programme.ends_at.date() if programme.ends_at else None)
    return (day.year, day.month, day.day) if day else (0, 0, 0)


def card(programme: Programme, now: datetime) -> Card:
    """The programme as lists and its own page show it."""
    shown = window(programme, now)
    days = (programme.closes_at - now).days if programme.closes_at and shown == "open" else None
    return Card(programme, shown, places_left(programme), days)


def places_left(programme: Programme, key: str = "total") -> int | None:
    """Places left under a quota; None where there is no such limit."""
    for quota in programme.quotas:
        if quota.key == key:
            return quota.left
    return None


def _read_site() -> Site:
    found = db.session.scalar(select(Partnership).limit(1))
    if found is None:
        return EMPTY
    partners = db.session.scalars(select(Partner).order_by(Partner.id))
    institutions = db.session.scalars(
        select(Institution).options(joinedload(Institution.partner)).order_by(Institution.id)
    )
    return Site(
        name=found.name,
        office=found.office,
        intro=found.intro,
        pages=found.pages,
        sample_notice=found.sample_notice,
        partners=tuple(City(p.id, p.key, p.name, p.time_zone) for p in partners),
        institutions=tuple(
            Body(i.key, i.partner.key, i.kind, i.name, i.partner.name) for i in institutions
        ),
    )
