"""Who moves up from the waiting list.

In a programme that goes by order of arrival every free place belongs to the list. Where people
decide, only a place that was given before and became free, or was added, goes to the list by
itself: the others are still theirs to give.

Strictly in order: nobody overtakes somebody who waits for a place under the same quota. A party
moves up whole or not at all; while it waits for enough places, those behind it wait for that
quota too, but a place under another quota (another date) goes to the first who needs only that.
"""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from registration.applications.models import Application
from registration.applications.states import State
from registration.core.db import db, table_of
from registration.decisions.waiting import decides_about
from registration.programmes.models import Quota
from registration.workflow.places import fits, needed, quota_keys

LOOKED_AT = 500

_applications = table_of(Application)
_DATES_OF_WAITING = select(_applications.c.date_keys).where(
    _applications.c.programme_id == bindparam("programme"),
    _applications.c.state == State.WAITLISTED,
)


def waiting(programme_id: int, *, limit: int = LOOKED_AT) -> Sequence[Application]:
    """The waiting list in its order, without those about whom a decision waits."""
    query = (
        select(Application)
        .where(
            Application.programme_id == programme_id,
            Application.state == State.WAITLISTED,
            ~decides_about(Application.id),
        )
        .order_by(Application.waiting_since, Application.id)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def next_up(
    programme_id: int, quotas: Sequence[Quota], *, at_most: int | None = None
) -> list[Application]:
    """Those who can move up now, in order; ``quotas`` are the locked ones of the programme.

    Once ``at_most`` people move up, nobody else does; None: as many as there are places.
    """
    free = {quota.id: quota.places - quota.taken for quota in quotas}
    if quotas and not any(places > 0 for places in free.values()):
        return []
    chosen: list[Application] = []
    for application in waiting(programme_id):
        if at_most is not None and sum(one.party_size for one in chosen) >= at_most:
            break
        wanted = [quota.id for quota in needed(application, quotas)]
        if all(free[key] >= application.party_size for key in wanted):
            chosen.append(application)
            for key in wanted:
                free[key] -= application.party_size
        else:
            free.update(dict.fromkeys(wanted, 0))
    return chosen


def must_queue_up(application: Application, quotas: Sequence[Quota]) -> bool:
    """Whether a newcomer has to wait: no room, or somebody already waits for the same quota."""
    if not fits(application, quotas):
        return True
    keys = {quota.key for quota in needed(application, quotas)}
    others = db.session.scalars(_DATES_OF_WAITING, {"programme": application.programme_id})
    return any(not keys.isdisjoint(quota_keys(date_keys)) for date_keys in others)
