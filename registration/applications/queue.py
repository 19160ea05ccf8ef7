"""The desk's queue: filters that combine, pages that stay quick however many rows there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import load_only, raiseload

from registration.applications.models import Application, SearchTerm
from registration.applications.search import looked_for
from registration.applications.states import State
from registration.core.db import db

PAGE = 50
LAST_SIGN = "\U0010ffff"
MOST_DIGITS = 9  # of an id, so that it fits into its column
SHOWN = (
    Application.id, Application.reference, Application.name, Application.institution,
    Application.state, Application.revision, Application.submitted_at, Application.party_size,
    Application.programme_id,
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What the queue is narrowed to.

    Attributes:
        programme_ids: the programmes that may be seen; None for all there are.
        programme_id: one programme.
        state: one state.
        text: words of names in any script, reference, address or institution.
    """

    programme_ids: Sequence[int] | None = None
    programme_id: int | None = None
    state: State | None = None
    text: str = ""


@dataclass(frozen=True)
class Page:
    """A page of the queue, newest first, with the places where the next and the previous begin."""

    rows: Sequence[Application]
    after: str | None
    before: str | None


def page(filters: Filters, *, after: str = "", before: str = "") -> Page:
    """A page of applications that were sent; drafts are nobody's business but their author's.

    ``after`` and ``before`` come from another page; nonsense in them begins at the top.
    """
    place, backwards = _place(after or before), bool(before and not after)
    order = (Application.submitted_at, Application.id)
    query = sent(filters).options(load_only(*SHOWN), raiseload("*"))
    if place is not None:
        query = query.where(_beyond(place, backwards=backwards))
    query = query.order_by(*(order if backwards else (one.desc() for one in order)))
    found = list(db.session.scalars(query.limit(PAGE + 1)))
    more, rows = len(found) > PAGE, found[:PAGE]
    if backwards:
        rows.reverse()
    has_next, has_previous = (place is not None, more) if backwards else (more, place is not None)
    return Page(
        rows=rows,
        after=_mark(rows[-1]) if rows and has_next else None,
        before=_mark(rows[0]) if rows and has_previous else None,
    )


def neighbours(
    filters: Filters, application: Application
) -> tuple[Application | None, Application | None]:
    """What stands before and after an application in the queue; two statements, by the index.

    Also of one that the filters do not let through any more, e.g. because it was just decided.
    """
    if application.submitted_at is None:
        return None, None
    place = (application.submitted_at, application.id)
    order = (Application.submitted_at, Application.id)
    query = sent(filters).options(load_only(*SHOWN), raiseload("*")).limit(1)
    newer = query.where(_beyond(place, backwards=True)).order_by(*order)
    older = query.where(_beyond(place, backwards=False)).order_by(*(one.desc() for one in order))
    return db.session.scalar(newer), db.session.scalar(older)


def sent(filters: Filters) -> Select[Application]:
    """The query for all applications that the filters leave."""
    query = select(Application).where(Application.submitted_at.is_not(None))
    if filters.programme_id is not None:
        query = query.where(Application.programme_id == filters.programme_id)
    elif filters.programme_ids is not None and len(filters.programme_ids) == 1:
        query = query.where(Application.programme_id == filters.programme_ids[0])
    elif filters.programme_ids is not None:
        # Not by its index: the rows come in the order of their arrival, and most of them fit.
        query = query.where((Application.programme_id + 0).in_(filters.programme_ids))
    if filters.state is not None:
        query = query.where(Application.state == filters.state)
    for term in looked_for(filters.text):
        fits = SearchTerm.term.between(term, term + LAST_SIGN)
        query = query.where(Application.id.in_(select(SearchTerm.application_id).where(fits)))
    return query


def counts(programme_ids: Sequence[int], *, drafts: bool = False) -> dict[tuple[int, str], int]:
    """How many applications were sent, by programme and state; with ``drafts``, those too."""
    query = (
        select(Application.programme_id, Application.state, func.count())
        .where(Application.programme_id.in_(programme_ids))
        .group_by(Application.programme_id, Application.state)
    )
    if not drafts:
        query = query.where(Application.state != State.DRAFT)
    return {(one, state): number for one, state, number in db.session.execute(query)}


def _beyond(place: tuple[datetime, int], *, backwards: bool) -> ColumnElement[bool]:
    at, number = place
    if backwards:
        same = and_(Application.submitted_at == at, Application.id > number)
        return and_(Application.submitted_at >= at, or_(Application.submitted_at > at, same))
    same = and_(Application.submitted_at == at, Application.id < number)
    return and_(Application.submitted_at <= at, or_(Application.submitted_at < at, same))


def _mark(row: Application) -> str:
    at = row.submitted_at or datetime.fromtimestamp(0, UTC)
    return f"{at.isoformat()}_{row.id}"


def _place(mark: str) -> tuple[datetime, int] | None:
    at, _, number = mark.rpartition("_")
    if not (number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS):
        return None
    try:
        moment = datetime.fromisoformat(at)
        return (moment.astimezone(UTC), int(number)) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
