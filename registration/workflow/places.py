"""Places: lock, count, take, release.

The locking rule. Whoever takes or releases places first locks *all* quotas of the programme, in
the order of their ids, and keeps them to the end of the transaction; whoever acts on several
programmes locks them in the order of their ids before the first act. On PostgreSQL these are row
locks; on SQLite the unit of work holds the database's one write lock from its first statement.
Under the lock the counter ``quotas.taken`` is exact, and the database itself keeps it within the
limit. The order is always quotas first, applications after, so that two units cannot wait for
each other.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, select, update

from registration.applications.models import Application, PlaceTaken
from registration.core.db import db
from registration.programmes.models import Quota
from registration.workflow.errors import ProgrammeFull

TOTAL = "total"


def lock(programme_ids: Iterable[int]) -> Sequence[Quota]:
    """Lock the quotas of programmes until the end of the transaction and read them anew."""
    query = (
        select(Quota)
        .where(Quota.programme_id.in_(sorted(set(programme_ids))))
        .order_by(Quota.programme_id, Quota.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).all()


def needed(application: Application, quotas: Iterable[Quota]) -> list[Quota]:
    """The quotas that a place for this application counts against."""
    keys = {TOTAL, *(f"date:{key}" for key in application.date_keys)}
    return [quota for quota in quotas if quota.key in keys]


def fits(application: Application, quotas: Iterable[Quota]) -> bool:
    """Whether the whole party still fits into every quota that it needs."""
    return all(
        quota.taken + application.party_size <= quota.places
        for quota in needed(application, quotas)
    )


def take(application: Application, quotas: Sequence[Quota]) -> None:
    """Give the whole party its places; ``quotas`` are the locked ones of its programme.

    Raises:
        ProgrammeFull: the party does not fit; nothing was taken.
    """
    if not fits(application, quotas):
        raise ProgrammeFull
    wanted = needed(application, quotas)
    if not wanted:
        return
    _count(wanted, application.party_size)
    db.session.execute(
        insert(PlaceTaken),
        [
            {
                "application_id": application.id,
                "quota_id": quota.id,
                "places": application.party_size,
            }
            for quota in wanted
        ],
    )


def release(application: Application, quotas: Sequence[Quota]) -> int:
    """Give back all places that the application holds; harmless where it holds none.

    Returns:
        How many people's places became free.
    """
    held = db.session.execute(
        delete(PlaceTaken)
        .where(PlaceTaken.application_id == application.id)
        .returning(PlaceTaken.quota_id, PlaceTaken.places)
    ).all()
    by_id = {quota.id: quota for quota in quotas}
    for quota_id, places in held:
        _count([by_id[quota_id]], -places)
    return max((places for _, places in held), default=0)


def _count(quotas: Sequence[Quota], places: int) -> None:
    db.session.execute(
        update(Quota)
        .where(Quota.id.in_([quota.id for quota in quotas]))
        .values(taken=Quota.taken + places)
        .execution_options(synchronize_session=False)
    )
    for quota in quotas:
        db.session.expire(quota, ["taken"])
