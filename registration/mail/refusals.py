"""Who wants no news. Mail about an application is never stopped by it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from registration.core import crypto
from registration.core.db import db, table_of
from registration.core.settings import settings
from registration.mail.models import Delivery, Message, NewsRefusal

PURPOSE = "no news"  # what a link is for: it is good for nothing else

_WAITING = (Delivery.QUEUED, Delivery.HELD)
_INSERT = {
    dialect: insert_of(table_of(NewsRefusal)).on_conflict_do_nothing(index_elements=["address"])
    for dialect, insert_of in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def normal(address: str) -> str:
    """The address as two are compared: whatever its capitals."""
    return address.strip().lower()


def token_for(address: str) -> str:
    """What a link carries: the address, sealed, so that nobody makes one for another address."""
    sealed = crypto.encrypt(normal(address), secrets=settings.secret_keys, row=PURPOSE)
    return sealed.rstrip("=")


def address_in(token: str) -> str | None:
    """The address for which a link was made; None where it was not made by us."""
    padded = token + "=" * (-len(token) % 4)
    try:
        return crypto.decrypt(padded, secrets=settings.secret_keys, row=PURPOSE)
    except crypto.Undecryptable:
        return None


def refuse(address: str, *, now: datetime) -> None:
    """Send no news to an address from now on; what waits for it is cancelled."""
    values = {"address": normal(address), "refused_at": now}
    db.session.execute(_INSERT[db.session.get_bind().dialect.name], values)
    waiting = (
        update(Message)
        .where(
            Message.news_to == normal(address),
            Message.state.in_(_WAITING),
            Message.sending_since.is_(None),
        )
        .values(state=Delivery.CANCELLED, lease_owner=None, lease_until=None)
    )
    db.session.execute(waiting.execution_options(synchronize_session=False))


def allow(address: str) -> None:
    """Send news to an address again."""
    gone = delete(NewsRefusal).where(NewsRefusal.address == normal(address))
    db.session.execute(gone.execution_options(synchronize_session=False))


def refused_at(address: str) -> datetime | None:
    """Since when the owner of an address wants no news; None where that was never said."""
    query = select(NewsRefusal.refused_at).where(NewsRefusal.address == normal(address))
    return db.session.scalar(query)


def refused_among(addresses: Collection[str | None]) -> set[str]:
    """Those of the addresses, as they are compared, whose owners want no news."""
    wanted = {normal(one) for one in addresses if one}
    query = select(NewsRefusal.address).where(NewsRefusal.address.in_(wanted))
    return set(db.session.scalars(query)) if wanted else set()
