"""Who moves up from the waiting list.

In a programme that goes by order of arrival every free place belongs to the list. Where people
decide, only a place that was given before and became free, or was added, goes to the list by
itself: the others are still theirs to give.

Strictly in the programme's order (``waiting_order``): nobody overtakes somebody who waits for a
place under the same quota. A party moves up whole or not at all, and so do all those of a group
that wait; while they wait for enough places, those behind them wait for that quota too. Two rules
say which quota that is:

* Whoever lacks a place only under the quota of a partner, an institution or a category keeps nobody
  back but those under that quota: a place for Beijing never waits for Berlin.
* Whoever lacks a place in the programme or on a date is kept all dates that they wait for, or they
  would wait for ever; a place on another date goes to the first who needs only that.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Row, select

from registration.applications.models import Application
from registration.applications.states import State
from registration.core.db import db, table_of
from registration.decisions.waiting import decides_about
from registration.programmes.models import Programme, Quota, WaitingOrder
from registration.review import ranking
from registration.workflow import groups
from registration.workflow.places import quota_keys

_c = table_of(Application).c
_WAITING = select(_c.id, _c.programme_id, _c.party_size, _c.date_keys, _c.quota_keys, _c.group_key)
_ORDERS = {
    WaitingOrder.ARRIVAL: (_c.waiting_since, _c.id),
    WaitingOrder.SCORE: (_c.waiting_since, _c.id),
    WaitingOrder.RANK: (_c.rank.asc().nulls_last(), _c.waiting_since, _c.id),
}

Demand = Mapping[int, int]
Waiting = TypeVar("Waiting", Row[Any], Application)


class Line:
    """How places go down a list: whoever fits takes them, whoever does not keeps others back."""

    def __init__(self, quotas: Sequence[Quota]) -> None:
        self.nested = {quota.id for quota in quotas if quota.of_group}
        self.free = {quota.id: quota.left for quota in quotas}

    @property
    def is_full(self) -> bool:
        """Whether nobody gets anything any more."""
        own = [left for quota, left in self.free.items() if quota not in self.nested]
        return bool(self.free) and all(left <= 0 for left in own or self.free.values())

    def serve(self, demand: Demand) -> bool:
        """Take the places, by the id of their quota, if all are free; else keep others back."""
        lacking = {quota for quota, places in demand.items() if self.free[quota] < places}
        if not lacking:
            for quota, places in demand.items():
                self.free[quota] -= places
        elif lacking <= self.nested:
            self.free.update(dict.fromkeys(lacking, 0))
        else:
            self.free.update(dict.fromkeys((lacking | set(demand)) - self.nested, 0))
        return not lacking


def next_up(
    programme: Programme, quotas: Sequence[Quota], *, at_most: int | None = None
) -> list[Application]:
    """Those who can move up now, in order; ``quotas`` are the locked ones of the programme.

    Once ``at_most`` people move up, nobody else does; None: as many as there are places.
    """
    line = Line(quotas)
    if line.is_full:
        return []
    chosen: list[int] = []
    people = 0
    for party in _parties(programme):
        if line.is_full or (at_most is not None and people >= at_most):
            break
        if line.serve(demand(party, quotas)):
            chosen += [one.id for one in party]
            people += sum(one.party_size for one in party)
    return loaded(chosen)


def must_queue_up(newcomers: Sequence[Application], quotas: Sequence[Quota]) -> bool:
    """Whether newcomers have to wait: no room for all, or it belongs to those who wait."""
    line = Line(quotas)
    for party in _parties(newcomers[0].programme):
        line.serve(demand(party, quotas))
    return not line.serve(demand(newcomers, quotas))


def loaded(application_ids: Sequence[int]) -> list[Application]:
    """The applications of these ids in this order."""
    if not application_ids:
        return []
    query = select(Application).where(Application.id.in_(application_ids))
    found = {one.id: one for one in db.session.scalars(query)}
    return [found[one] for one in application_ids]


def together(rows: Iterable[Waiting]) -> Iterator[list[Waiting]]:
    """Each party alone, or with all of its group, at the place of the first of them."""
    groups: dict[Any, list[Waiting]] = {}
    for row in rows:
        groups.setdefault(row.group_key or row.id, []).append(row)
    return iter(groups.values())


def demand(party: Iterable[Row[Any] | Application], quotas: Sequence[Quota]) -> Demand:
    """The places that they need together, by the id of the quota."""
    needs: Counter[int] = Counter()
    for one in party:
        keys = quota_keys(one.date_keys, one.quota_keys)
        needs.update({quota.id: one.party_size for quota in quotas if quota.key in keys})
    return needs


def _parties(programme: Programme) -> Iterator[list[Row[Any]]]:
    """The waiting list of a programme in its order, without objects.

    Those about whom a decision waits are not in it, nor groups of which somebody does not stand on
    it yet: they neither move up without the others nor keep anybody back.
    """
    order = WaitingOrder(programme.waiting_order)
    query = _WAITING.where(
        _c.programme_id == programme.id,
        _c.state == State.WAITLISTED,
        ~decides_about(_c.id),
    ).order_by(*_ORDERS[order])
    rows: list[Row[Any]] = list(db.session.execute(query))
    if order == WaitingOrder.SCORE:
        standing = ranking.standing(programme)
        rows.sort(key=lambda row: standing.get(row.id, ranking.UNSCORED), reverse=True)
    torn = groups.left_behind(rows)
    return together(row for row in rows if groups.of(row) not in torn)
