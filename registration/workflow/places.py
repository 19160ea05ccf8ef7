"""Places: lock, count, take, release.

The locking rule. Whoever takes or releases places first locks *all* quotas of the programme, in
the order of their ids, and keeps them to the end of the transaction; whoever acts on several
programmes locks them in the order of their ids before the first act. On PostgreSQL these are row
locks; on SQLite it is the database's one write lock.
Under the lock the counter ``quotas.taken`` is exact, and the database itself keeps it within the
limit and what may be given beyond it. The order is always quotas first, applications after, so
that two units cannot wait for each other.

Places in the programme, its dates, and for a partner, an institution or a category are taken by
whoever is offered one; a place counts against every quota it falls under, so that all of them are
nested in the total. A place in a limited
choice ("workshop A, 50 places") is taken when the application is sent, or sending is refused: what
was chosen is certain. It is held through review and waiting list until the application is
rejected, declined, lapsed or withdrawn; a correction exchanges it in one step. Both count the whole
party. Whether a choice is limited, only the programme's quotas say, whichever version of the form
an application is filled in with.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import bindparam, delete, event, insert, select, update
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.orm.attributes import set_committed_value

from registration.applications.choices import chosen, held_by
from registration.applications.models import Application, PlaceTaken
from registration.core.db import db, locking, one_at_a_time, table_of
from registration.forms.limits import Chosen
from registration.programmes.models import Quota
from registration.workflow.errors import ChoiceFull, ProgrammeFull

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
    .where(
        _places_taken.c.application_id == bindparam("application"),
        _places_taken.c.quota_id.in_(bindparam("given_back", expanding=True)),
    )
    .returning(_places_taken.c.quota_id, _places_taken.c.places)
)
_COUNT = (
    update(_quotas)
    .where(_quotas.c.id.in_(bindparam("counted", expanding=True)))
    .values(taken=_quotas.c.taken + bindparam("more"))
)
_COUNT_EACH = (
    update(_quotas)
    .where(_quotas.c.id == bindparam("counted"))
    .values(taken=_quotas.c.taken + bindparam("more"))
)


def lock(programme_ids: Iterable[int]) -> Sequence[Quota]:
    """Lock the quotas of programmes until the end of the transaction; at first, read them anew."""
    wanted = sorted(set(programme_ids))
    held: dict[int, list[Quota]] = db.session.info.setdefault(HELD, {})
    new = [programme_id for programme_id in wanted if programme_id not in held]
    if new:
        found = _locked(new)
        held.update({programme_id: [] for programme_id in new})
        for quota in found:
            held[quota.programme_id].append(quota)
    return [quota for programme_id in wanted for quota in held[programme_id]]


def _locked(programme_ids: Sequence[int]) -> Sequence[Quota]:
    """The quotas as they are under the lock, with those that came while this unit waited for it.

    On PostgreSQL a statement that waits sees afterwards how the rows changed, but neither new ones
    nor that some are gone; and where there are none yet, nothing makes it wait.
    """
    found = db.session.scalars(_LOCK, {"programmes": programme_ids}).all()
    if db.engine.dialect.name != "postgresql":
        return found
    for programme_id in sorted(set(programme_ids) - {quota.programme_id for quota in found}):
        one_at_a_time(f"places of programme {programme_id}")
    return db.session.scalars(_LOCK, {"programmes": programme_ids}).all()


@event.listens_for(Session, "after_transaction_end")
def _forget_at_the_end(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(HELD, None)


@event.listens_for(Session, "after_soft_rollback")
def _forget_after_rollback(session: Session, _ended: SessionTransaction) -> None:
    session.info.pop(HELD, None)  # also of a savepoint: its locks are gone, its counts void


def of_programme(quotas: Iterable[Quota]) -> list[Quota]:
    """The quotas that a place in the programme counts against; all but those of choices."""
    return [quota for quota in quotas if not quota.of_choice]


def of_choices(quotas: Iterable[Quota]) -> list[Quota]:
    """The quotas of limited choices."""
    return [quota for quota in quotas if quota.of_choice]


def needed(application: Application, quotas: Iterable[Quota]) -> list[Quota]:
    """The quotas that a place for this application counts against."""
    keys = quota_keys(application.date_keys, application.quota_keys)
    return [quota for quota in quotas if quota.key in keys]


def quota_keys(date_keys: Iterable[str], belongs_to: Iterable[str]) -> set[str]:
    """The keys of all quotas, as far as there are such, that a place counts against.

    ``belongs_to`` are the keys under which an application falls by what it is.
    """
    return {TOTAL, *(f"date:{key}" for key in date_keys), *belongs_to}


def fits(application: Application, quotas: Iterable[Quota]) -> bool:
    """Whether the whole party still fits into every quota that it needs."""
    return all(quota.left >= application.party_size for quota in needed(application, quotas))


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
    _take(application, needed(application, quotas))


def require_room_together(applications: Sequence[Application], quotas: Iterable[Quota]) -> None:
    """Let several parties through that fit all at once.

    Raises:
        ProgrammeFull: they do not.
    """
    if any(quota.left < places for quota, places in _needed_together(applications, quotas)):
        raise ProgrammeFull


def take_together(applications: Sequence[Application], quotas: Sequence[Quota]) -> None:
    """Give several parties their places at once, in the same number of statements however many.

    Raises:
        ProgrammeFull: they do not all fit; nothing was taken.
    """
    require_room_together(applications, quotas)
    wanted = _needed_together(applications, quotas)
    if not wanted:
        return
    db.session.execute(_COUNT_EACH, [{"counted": one.id, "more": more} for one, more in wanted])
    for quota, more in wanted:
        set_committed_value(quota, "taken", quota.taken + more)
    rows = [
        {"application_id": one.id, "places": one.party_size, "quota_id": quota.id}
        for one in applications
        for quota in needed(one, quotas)
    ]
    db.session.execute(_TAKE, rows)


def _needed_together(
    applications: Sequence[Application], quotas: Iterable[Quota]
) -> list[tuple[Quota, int]]:
    """The quotas that they need, each with how many places of it."""
    wanted: Counter[Quota] = Counter()
    all_quotas = list(quotas)
    for application in applications:
        wanted.update(dict.fromkeys(needed(application, all_quotas), application.party_size))
    return list(wanted.items())


def require_choices(application: Application, quotas: Iterable[Quota]) -> None:
    """Let a party through for which all that it chose has places, or is held by it already.

    Raises:
        ChoiceFull: something has not.
    """
    wanted = _chosen_of(application, quotas)
    held = held_by(application) if wanted else {}
    for quota, option in wanted:
        left = quota.left + held.get(quota.id, 0)
        if left < application.party_size:
            raise ChoiceFull(option, left=left, needed=application.party_size)


def hold_choices(application: Application, quotas: Sequence[Quota]) -> None:
    """Hold a place for the whole party in all that is chosen now, and in nothing else.

    Raises:
        ChoiceFull: not everything has places; nothing was changed.
    """
    require_choices(application, quotas)
    release(application, of_choices(quotas))
    _take(application, [quota for quota, _ in _chosen_of(application, quotas)])


def release(application: Application, quotas: Sequence[Quota]) -> int:
    """Give back what the application holds of ``quotas``; harmless where it holds nothing.

    Returns:
        How many people's places became free.
    """
    by_id = {quota.id: quota for quota in quotas}
    if not by_id:
        return 0
    held = db.session.execute(
        _RELEASE, {"application": application.id, "given_back": list(by_id)}
    ).all()
    for quota_id, places in held:
        _count([by_id[quota_id]], -places)
    return max((places for _, places in held), default=0)


def _chosen_of(application: Application, quotas: Iterable[Quota]) -> list[tuple[Quota, Chosen]]:
    limited = of_choices(quotas)
    options: Mapping[str, Chosen] = chosen(application) if limited else {}
    return [(quota, options[quota.key]) for quota in limited if quota.key in options]


def _take(application: Application, wanted: Sequence[Quota]) -> None:
    if not wanted:
        return
    _count(wanted, application.party_size)
    places = {"application_id": application.id, "places": application.party_size}
    db.session.execute(_TAKE, [{**places, "quota_id": quota.id} for quota in wanted])


def _count(quotas: Sequence[Quota], places: int) -> None:
    counted = [quota.id for quota in quotas]
    db.session.execute(_COUNT, {"counted": counted, "more": places})
    for quota in quotas:
        set_committed_value(quota, "taken", quota.taken + places)
