"""Places: lock, count, take, release.

The locking rule. Whoever takes or releases places first locks *all* quotas of the programme, in
the order of their ids, and keeps them to the end of the transaction; whoever acts on several
programmes locks them in the order of their ids before the first act. On PostgreSQL these are row
locks; on SQLite it is the database's one write lock.
Under the lock the counter ``quotas.taken`` is exact, and the database itself keeps it within the
limit. The order is always quotas first, applications after, so that two units cannot wait for
each other.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, event, insert, select, update
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.orm.attributes import set_committed_value

from registration.applications.models import Application, PlaceTaken
from registration.core.db import db, locking, table_of
from registration.programmes.models import Quota
from registration.workflow.errors import ProgrammeFull

TOTAL = "total"
HELD = "quotas that are locked"

_quotas, _places_taken = table_of(Quota), table_of(PlaceTaken)
_LOCK = locking(
    select(Quota)
    .where(Quota.programme_id.in_(bindparam("programmes", expanding=True)))
    .order_by(Quota.programme_id, Quota.id)
    .execution_options(populate_existing=True)
)
_TAKE = insert(_places_taken)
_RELEASE = (
    delete(_places_taken)
    .where(_places_taken.c.application_id == bindparam("application"))
    .returning(_places_taken.c.quota_id, _places_taken.c.places)
)
_COUNT = (
    update(_quotas)
    .where(_quotas.c.id.in_(bindparam("counted", expanding=True)))
    .values(taken=_quotas.c.taken + bindparam("more"))
)


def lock(programme_ids: Iterable[int]) -> Sequence[Quota]:
    """Lock the quotas of programmes until the end of the transaction; at first, read them anew."""
    wanted = sorted(set(programme_ids))
    held: dict[int, list[Quota]] = db.session.info.setdefault(HELD, {})
    new = [programme_id for programme_id in wanted if programme_id not in held]
    if new:
        held.update({programme_id: [] for programme_id in new})
        for quota in db.session.scalars(_LOCK, {"programmes": new}):
            held[quota.programme_id].append(quota)
    return [quota for programme_id in wanted for quota in held[programme_id]]


@event.listens_for(Session, "after_transaction_end")
def _forget_at_the_end(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(HELD, None)


@event.listens_for(Session, "after_soft_rollback")
def _forget_after_rollback(session: Session, _ended: SessionTransaction) -> None:
    session.info.pop(HELD, None)  # also of a savepoint: its locks are gone, its counts void


def needed(application: Application, quotas: Iterable[Quota]) -> list[Quota]:
    """The quotas that a place for this application counts against."""
    keys = quota_keys(application.date_keys)
    return [quota for quota in quotas if quota.key in keys]


def quota_keys(date_keys: Iterable[str]) -> set[str]:
    """The keys of all quotas, as far as there are such, that a place on these dates needs."""
    return {TOTAL, *(f"date:{key}" for key in date_keys)}


def fits(application: Application, quotas: Iterable[Quota]) -> bool:
    """Whether the whole party still fits into every quota that it needs."""
    return all(
        quota.taken + application.party_size <= quota.places
        for quota in needed(application, quotas)
    )


def require_room(application: Application, quotas: Iterable[Quota]) -> None:
    """Let a party through that fits.

    Raises:
        ProgrammeFull: it does not.
    """
    if not fits(application, quotas):
        raise ProgrammeFull


def take(application: Application, quotas: Sequence[Quota]) -> None:
    """Give the whole party its places; ``quotas`` are the locked ones of its programme.

    Raises:
        ProgrammeFull: the party does not fit; nothing was taken.
    """
    require_room(application, quotas)
    wanted = needed(application, quotas)
    if not wanted:
        return
    _count(wanted, application.party_size)
    rows = [
        {
            "application_id": application.id,
            "quota_id": quota.id,
            "places": application.party_size,
        }
        for quota in wanted
    ]
    db.session.execute(_TAKE, rows)


def release(application: Application, quotas: Sequence[Quota]) -> int:
    """Give back all places that the application holds; harmless where it holds none.

    Returns:
        How many people's places became free.
    """
    held = db.session.execute(_RELEASE, {"application": application.id}).all()
    by_id = {quota.id: quota for quota in quotas}
    for quota_id, places in held:
        _count([by_id[quota_id]], -places)
    return max((places for _, places in held), default=0)


def _count(quotas: Sequence[Quota], places: int) -> None:
    counted = [quota.id for quota in quotas]
    db.session.execute(_COUNT, {"counted": counted, "more": places})
    for quota in quotas:
        set_committed_value(quota, "taken", quota.taken + places)
