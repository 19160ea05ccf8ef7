"""The orders of the queue, and its pages: each begins where another ended, by the order's index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    case,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import QueryableAttribute, load_only, raiseload
from sqlalchemy.orm.interfaces import ORMOption

from registration.applications.models import Application
from registration.applications.queue import Filters, in_any_state, sent
from registration.applications.states import SENT, State
from registration.core.db import db
from registration.core.languages import N_
from registration.core.numbers import whole_number

PAGE = 50
SHOWN = (
    Application.id, Application.reference, Application.name, Application.institution,
    Application.state, Application.revision, Application.submitted_at, Application.party_size,
    Application.programme_id,
)  # fmt: skip
IN_ORDER = tuple(state for state in State if state in SENT)
_RANK: dict[str, int] = {state: number for number, state in enumerate(IN_ORDER)}


class Order(StrEnum):
    """By what the queue is sorted."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"
    INSTITUTION = "institution"
    STATE = "state"


ORDER_WORDS: dict[str, str] = {
    Order.NEWEST: N_("The newest first"),
    Order.OLDEST: N_("The oldest first"),
    Order.NAME: N_("Name"),
    Order.INSTITUTION: N_("Institution"),
    Order.STATE: N_("State"),
}
COLUMNS: dict[Order, tuple[QueryableAttribute[Any], ...]] = {
    Order.NEWEST: (Application.submitted_at, Application.id),
    Order.OLDEST: (Application.submitted_at, Application.id),
    Order.NAME: (Application.name_key, Application.id),
    Order.INSTITUTION: (Application.institution_key, Application.name_key, Application.id),
    Order.STATE: (Application.submitted_at, Application.id),
}
FALLING = frozenset({Order.NEWEST, Order.STATE})
ARRIVED = frozenset({Order.NEWEST, Order.OLDEST, Order.STATE})


@dataclass(frozen=True)
class Place:
    """Where a page begins or ends: the values of the order's columns, and the state."""

    values: tuple[Any, ...]
    state: str = ""


@dataclass(frozen=True)
class Page:
    """A page of the queue, with the places where the next and the previous begin."""

    rows: Sequence[Application]
    after: str | None
    before: str | None


def page(
    filters: Filters,
    order: Order = Order.NEWEST,
    *,
    after: str = "",
    before: str = "",
    also: Sequence[ORMOption] = (),
) -> Page:
    """A page of applications that were sent; drafts are nobody's business but their author's.

    ``after`` and ``before`` come from another page in the same order; nonsense in them begins at
    the top. ``also`` says what is loaded along with each row.
    """
    place, backwards = _place(after or before, order, filters), bool(before and not after)
    columns = COLUMNS[order]
    shown = (load_only(*SHOWN, *columns), raiseload("*"), *also)
    query = _within(filters, order, place, backwards=backwards).options(*shown)
    found = list(db.session.scalars(query.limit(PAGE + 1)).unique())
    more, rows = len(found) > PAGE, found[:PAGE]
    if backwards:
        rows.reverse()
    has_next, has_previous = (place is not None, more) if backwards else (more, place is not None)
    return Page(
        rows=rows,
        after=_mark(rows[-1], order) if rows and has_next else None,
        before=_mark(rows[0], order) if rows and has_previous else None,
    )


def neighbours(
    filters: Filters, order: Order, application: Application
) -> tuple[Application | None, Application | None]:
    """What stands before and after an application in the queue; two statements, by the index.

    Also of one that the filters do not let through any more, e.g. because it was just decided.
    """
    place = Place(tuple(getattr(application, one.key) for one in COLUMNS[order]), application.state)
    shown = (load_only(*SHOWN), raiseload("*"))
    previous, following = (
        _within(filters, order, place, backwards=backwards).options(*shown).limit(1)
        for backwards in (True, False)
    )
    return db.session.scalar(previous), db.session.scalar(following)


def _within(
    filters: Filters, order: Order, place: Place | None, *, backwards: bool
) -> Select[Application]:
    """What comes after a place, or before it, in the order in which it is read."""
    falling = (order in FALLING) != backwards
    sorted_by = [one.desc() if falling else one.asc() for one in COLUMNS[order]]
    if order != Order.STATE and not (order in ARRIVED and len(filters.states) > 1):
        query = sent(filters)
        if len(filters.states) > 1:  # not by the index of states: its rows would have to be sorted
            query = in_any_state(filters).where((Application.state + "").in_(filters.states))
        return query.where(_beyond(place, order, falling=falling)).order_by(*sorted_by)
    parts = [
        in_any_state(filters)
        .where(Application.state == state)
        .where(true() if is_whole else _beyond(place, order, falling=falling))
        .with_only_columns(Application.id)
        .order_by(*sorted_by)
        .limit(PAGE + 1)
        .subquery()
        for state, is_whole in _states(filters, order, place, backwards=backwards)
    ]
    ids = union_all(*(select(part.c.id) for part in parts)).subquery()
    if order == Order.STATE:
        rank = case(_RANK, value=Application.state)
        sorted_by.insert(0, rank.desc() if backwards else rank.asc())
    return select(Application).where(Application.id.in_(select(ids.c.id))).order_by(*sorted_by)


def _states(
    filters: Filters, order: Order, place: Place | None, *, backwards: bool
) -> list[tuple[State, bool]]:
    """The states to read, each along its own index, and whether the place is not within it."""
    states = [state for state in IN_ORDER if not filters.states or state in filters.states]
    if order != Order.STATE or place is None:
        return [(state, False) for state in states]
    at = _RANK[place.state]
    left = [one for one in states if (_RANK[one] <= at if backwards else _RANK[one] >= at)]
    return [(state, state != place.state) for state in left or states[:1]]


def _beyond(place: Place | None, order: Order, *, falling: bool) -> ColumnElement[bool]:
    if place is None:
        return true()
    here = tuple_(*COLUMNS[order])
    return here < place.values if falling else here > place.values


def _mark(row: Application, order: Order) -> str:
    """Names no person: addresses are written into logs."""
    if order not in ARRIVED:
        return str(row.id)
    at = row.submitted_at or datetime.fromtimestamp(0, UTC)
    state = f"{row.state}_" if order == Order.STATE else ""
    return f"{state}{at.isoformat()}_{row.id}"


def _place(mark: str, order: Order, filters: Filters) -> Place | None:
    rest, _, number = mark.rpartition("_")
    id_ = whole_number(number)
    if id_ is None:
        return None
    if order not in ARRIVED:
        if rest:
            return None
        own = Filters(programme_ids=filters.programme_ids, programme_id=filters.programme_id)
        query = sent(own).where(Application.id == id_)
        found = db.session.execute(query.with_only_columns(*COLUMNS[order])).first()
        return Place(tuple(found)) if found else None
    state, _, at = rest.rpartition("_")
    if state not in (_RANK if order == Order.STATE else ("",)):
        return None
    try:
        moment = datetime.fromisoformat(at)
        return Place((moment.astimezone(UTC), id_), state) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
