"""The limits of places that the office sets for a programme."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload

from registration.applications import answers, belonging
from registration.applications.models import Application, PlaceTaken
from registration.applications.states import HOLDS_PLACE
from registration.audit import trail
from registration.core.db import db
from registration.programmes.models import Programme, Quota
from registration.workflow import places
from registration.workflow.actors import SYSTEM
from registration.workflow.errors import QuotaTooLow


@dataclass(frozen=True)
class Limit:
    """So many places, and so many that may be given beyond them.

    ``return_at`` says from when on a partner's unused places are open to the other ones.
    """

    places: int
    overbooking: int = 0
    return_at: datetime | None = None

    @property
    def most(self) -> int:
        """How many can be given out in all."""
        return self.places + self.overbooking


def set_limits(programme: Programme, wanted: Mapping[str, Limit]) -> int:
    """Make these the limits of a programme, by the keys of their quotas; others end.

    A new limit counts everybody at once who holds a place and falls under it.

    Returns:
        For how many more people there is room now under one of the limits that stood before.

    Raises:
        QuotaTooLow: more places are taken than a limit lets have; nothing was changed.
    """
    db.session.flush()  # a new programme gets its id
    quotas = places.lock([programme.id])
    kept = {quota.key: quota for quota in quotas}
    holders = _holders(programme, wanted.keys() - kept.keys())
    taken = {key: quota.taken for key, quota in kept.items()}
    taken |= {key: held.total() for key, held in holders.items()}
    for key, limit in wanted.items():
        if taken[key] > limit.most:
            raise QuotaTooLow(key=key, taken=taken[key])
    added = [
        wanted[quota.key].most - quota.places - quota.overbooking
        for quota in places.of_programme(quotas)
        if quota.key in wanted
    ]
    remove(programme, [quota for quota in quotas if quota.key not in wanted])
    for key, limit in wanted.items():
        quota = kept.get(key) or add(programme, key, holders[key], limit)
        quota.places, quota.overbooking = limit.places, limit.overbooking
        if quota.return_at != limit.return_at:
            quota.return_at, quota.returned_at = limit.return_at, None
    db.session.flush()  # whoever counts now counts with the new limits
    db.session.info.pop(places.HELD, None)
    return max(added, default=0)


def return_unused(programme: Programme, *, now: datetime) -> int:
    """Open what partners did not use by their date to the other partners.

    Their own limit stays, so that they may still use what nobody else takes: all of them lie
    within all places. Where the programme has no such limit, nothing is returned.

    Returns:
        How many places.
    """
    quotas = places.lock([programme.id])
    partners = [quota for quota in quotas if quota.of_partner]
    due = [
        one for one in partners if one.return_at and not one.returned_at and one.return_at <= now
    ]
    unused = {quota.id: max(0, quota.places - quota.taken) for quota in due}
    is_nested = any(quota.key == places.TOTAL for quota in quotas)
    for quota in partners if is_nested else ():
        quota.places += sum(unused.values()) - unused.get(quota.id, 0)
    for quota in due:
        quota.returned_at = now
        about, by = f"programme:{programme.id}", SYSTEM.label
        number = unused[quota.id] if is_nested else 0
        trail.record("return_places", about=about, by=by, now=now, key=quota.key, places=number)
    db.session.flush()  # whoever counts now counts with the new limits
    return sum(unused.values()) if is_nested else 0


def _holders(programme: Programme, keys: Collection[str]) -> dict[str, Counter[int]]:
    """Who holds places that count against new quotas: places by application, by key."""
    found: dict[str, Counter[int]] = {key: Counter() for key in keys}
    if not keys:
        return found
    query = (
        select(Application)
        .where(Application.programme_id == programme.id)
        .options(selectinload(Application.answers))
        .order_by(Application.id)
    )
    for application in db.session.scalars(query):
        belonging.take_over(
            application, answers.document_of(application), answers.all_values(application)
        )
        if application.state in HOLDS_PLACE:
            counted = places.quota_keys(application.date_keys, application.quota_keys)
            for key in counted & found.keys():
                found[key][application.id] = application.party_size
    return found


def add(programme: Programme, key: str, holders: Mapping[int, int], limit: Limit) -> Quota:
    """A new limit under which ``holders`` count already: places by the id of the application."""
    quota = Quota(
        key=key, places=limit.places, overbooking=limit.overbooking, taken=sum(holders.values())
    )
    programme.quotas.append(quota)
    db.session.flush()  # what applications hold names the quota by its id
    db.session.add_all(
        PlaceTaken(application_id=application_id, quota_id=quota.id, places=held)
        for application_id, held in holders.items()
    )
    return quota


def remove(programme: Programme, quotas: Iterable[Quota]) -> None:
    """Take limits away; nobody is counted under them any more."""
    for quota in quotas:
        db.session.execute(delete(PlaceTaken).where(PlaceTaken.quota_id == quota.id))
        programme.quotas.remove(quota)
        db.session.delete(quota)
