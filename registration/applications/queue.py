"""The desk's queue: filters that combine, however many rows there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import QueryableAttribute

from registration.applications.models import Application, SearchTerm
from registration.applications.search import looked_for
from registration.applications.states import State
from registration.core.db import db

LAST_SIGN = "\U0010ffff"
COMMON = 2_000  # a word that more applications have is looked up row by row
COUNTED = 10_000


@dataclass(frozen=True)
class Filters:
    """What the queue is narrowed to.

    Attributes:
        programme_ids: the programmes that may be seen; None for all there are.
        programme_id: one programme.
        states: these states; none for all.
        partner_id: the city to which the application belongs.
        since: sent at this moment or later.
        until: sent before this moment.
        language: the applicant's.
        chosen: for each answer that was asked for, the terms of which one must be there, see
            ``search.facets_for``.
        within: for each answer that is to lie between two others, the ranges of terms of which one
            must be there, see ``search.ranges_for``.
        also: further conditions on ``Application``, of packages that stand above this one.
        text: words of names in any script, reference, address, institution or answers.
    """

    programme_ids: Sequence[int] | None = None
    programme_id: int | None = None
    states: tuple[State, ...] = ()
    partner_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    language: str = ""
    chosen: tuple[tuple[str, ...], ...] = ()
    within: tuple[tuple[tuple[str, str], ...], ...] = ()
    also: tuple[ColumnElement[bool], ...] = ()
    text: str = ""


def sent(filters: Filters) -> Select[Application]:
    """The query for all applications that the filters leave."""
    query = in_any_state(filters)
    if len(filters.states) == 1:
        return query.where(Application.state == filters.states[0])
    return query.where(Application.state.in_(filters.states)) if filters.states else query


def in_any_state(filters: Filters) -> Select[Application]:
    """The same for all that were sent, whatever their state."""
    query = select(Application).where(Application.submitted_at.is_not(None), *filters.also)
    if filters.programme_id is not None:
        query = query.where(Application.programme_id == filters.programme_id)
    elif filters.programme_ids is not None and len(filters.programme_ids) == 1:
        query = query.where(Application.programme_id == filters.programme_ids[0])
    elif filters.programme_ids is not None:
        # Not by its index: the rows come in the order of their arrival, and most of them fit.
        query = query.where((Application.programme_id + 0).in_(filters.programme_ids))
    if filters.partner_id is not None:
        query = query.where(Application.partner_id == filters.partner_id)
    if filters.language:
        query = query.where(Application.language == filters.language)
    if filters.since is not None:
        query = query.where(Application.submitted_at >= filters.since)
    if filters.until is not None:
        query = query.where(Application.submitted_at < filters.until)
    return query.where(*map(_has, [*map(_begins, looked_for(filters.text)), *_any_of(filters)]))


def count(filters: Filters) -> int | None:
    """How many applications the filters leave; None for more than 10,000."""
    some = sent(filters).with_only_columns(Application.id).limit(COUNTED + 1).subquery()
    found = db.session.scalar(select(func.count()).select_from(some)) or 0
    return found if found <= COUNTED else None


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


def _begins(term: str) -> ColumnElement[bool]:
    return _between(term, term + LAST_SIGN)


def _any_of(filters: Filters) -> list[ColumnElement[bool]]:
    chosen = [SearchTerm.term.in_(terms) for terms in filters.chosen]
    return [*chosen, *(or_(*(_between(*ends) for ends in ranges)) for ranges in filters.within)]


def _between(first: str, last: str) -> ColumnElement[bool]:
    return SearchTerm.term.between(first, last)


def _has(fits: ColumnElement[bool]) -> ColumnElement[bool]:
    return among(select(SearchTerm.application_id).where(fits), SearchTerm.application_id)


def among(some: Select[int], application_id: QueryableAttribute[int]) -> ColumnElement[bool]:
    """The condition that an application is one of ``some``, which select this ``application_id``.

    Few lead to their applications; of many it is checked, row by row, whether it is there.
    """
    found = db.session.scalar(select(func.count()).select_from(some.limit(COMMON + 1).subquery()))
    if (found or 0) <= COMMON:
        return Application.id.in_(some)
    return some.where(application_id == Application.id).exists()
