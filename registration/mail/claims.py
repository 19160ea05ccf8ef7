"""Who sends which message, and what became of it: the statements behind ``delivery``.

A worker claims a batch with a lease and renews it while it lives. Right before it hands a message
over it marks that one as begun (``sending_since``). So after the death of a worker it is known
which single message may have arrived already; the others of its batch were never touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    true,
    update,
)

from registration.core.db import db, table_of
from registration.mail import enclosed
from registration.mail.compose import with_files
from registration.mail.models import Delivery, Lane, Message, MessageFile, NewsRefusal

LEASE = timedelta(seconds=120)
MAX_DEATHS = 3
DIED = "The worker died while it handed this message over."

_messages = table_of(Message)
_c = _messages.c
_earlier = _messages.alias("earlier")
_newer = _messages.alias("newer")
_files = table_of(MessageFile)
_refusals = table_of(NewsRefusal)
_UNLEASED: dict[str, Any] = {"lease_owner": None, "lease_until": None, "sending_since": None}
_ERROR_LENGTH = 500


@dataclass(frozen=True)
class Begun:
    """A message that is to be handed over now."""

    id: int
    recipient: str
    envelope_from: str
    raw: bytes
    attempts: int
    first_tried_at: datetime


@dataclass(frozen=True)
class Fate:
    """What became of one try: sent, failed, or queued again for ``next_at``."""

    id: int
    state: Delivery
    at: datetime
    next_at: datetime | None = None
    error: str | None = None
    may_repeat: bool = False


_NOW = bindparam("at", type_=_c.next_at.type)
_OWNER = bindparam("owner", type_=_c.lease_owner.type)
# Another message to the same person about the same thing whose turn is before this one's; one of
# a slower lane never is.
_before_it = and_(
    _earlier.c.about == _c.about,
    _earlier.c.recipient == _c.recipient,
    _earlier.c.lane <= _c.lane,
    _earlier.c.state == Delivery.QUEUED,
    _earlier.c.next_at <= _c.next_at,
    or_(_earlier.c.next_at < _c.next_at, _earlier.c.id < _c.id),
)
_due = (
    select(_c.id)
    .where(
        _c.state == Delivery.QUEUED,
        _c.lane.in_(tuple(Lane)),  # so that each lane is a range of the index
        _c.next_at <= _NOW,
        or_(_c.lease_until.is_(None), _c.lease_until <= _NOW),
        ~exists().where(_before_it, _earlier.c.lease_until > _NOW),
    )
    .order_by(_c.lane, _c.next_at, _c.id)
)
_WORK_WAITS = select(
    or_(
        exists(_due.order_by(None).limit(1)),
        exists().where(_c.lease_owner.is_not(None), _c.lease_until <= _NOW),
    )
)
_picked = _due.limit(bindparam("limit")).with_for_update(skip_locked=True).cte("picked")
_CLAIM = (
    update(_messages)
    .where(_c.id.in_(select(_picked.c.id)), _c.state == Delivery.QUEUED)
    .values(lease_owner=_OWNER, lease_until=bindparam("until"))
)
# Two workers that claim at the same moment do not see each other's leases yet. Each gives back
# what must wait for a message that is not its own.
_KEEP_ORDER = (
    update(_messages)
    .where(
        _c.lease_owner == _OWNER,
        _c.sending_since.is_(None),
        exists().where(
            _before_it, or_(_earlier.c.lease_owner.is_(None), _earlier.c.lease_owner != _OWNER)
        ),
    )
    .values(**_UNLEASED)
)
_CLAIMED = (
    select(_c.id)
    .where(_c.lease_owner == _OWNER, _c.sending_since.is_(None))
    .order_by(_c.lane, _c.next_at, _c.id)
)
_RENEW = update(_messages).where(_c.lease_owner == _OWNER).values(lease_until=bindparam("until"))
_refused = exists().where(_refusals.c.address == _c.news_to)
_BEGIN = (
    update(_messages)
    .where(
        _c.id == bindparam("message"),
        _c.state == Delivery.QUEUED,
        _c.lease_owner == _OWNER,
        or_(_c.news_to.is_(None), ~_refused),
    )
    .values(
        sending_since=_NOW,
        attempts=_c.attempts + 1,
        first_tried_at=func.coalesce(_c.first_tried_at, _NOW),
    )
    .returning(
        _c.id,
        _c.recipient,
        _c.envelope_from,
        _c.raw,
        _c.attempts,
        _c.first_tried_at,
        exists().where(_files.c.message_id == _c.id).label("has_files"),
    )
)
_CANCEL_REFUSED = (
    update(_messages)
    .where(
        _c.id == bindparam("message"),
        _c.state == Delivery.QUEUED,
        _c.lease_owner == _OWNER,
        _c.news_to.is_not(None),
        _refused,
    )
    .values(state=Delivery.CANCELLED, **_UNLEASED)
)
# Whoever took an expired lease over in the meantime has the last word, hence the owner.
_MINE = and_(
    _c.id == bindparam("message"),
    _c.state == Delivery.QUEUED,
    or_(_c.lease_owner == _OWNER, _c.lease_owner.is_(None)),
)
_SENT = (
    update(_messages)
    .where(_MINE)
    .values(state=Delivery.SENT, sent_at=_NOW, last_error=None, **_UNLEASED)
)
_FAILED = (
    update(_messages)
    .where(_MINE)
    .values(state=Delivery.FAILED, last_error=bindparam("error"), **_UNLEASED)
)
_superseded = exists().where(_newer.c.series == _c.series, _newer.c.id > _c.id)
_PUT_OFF = (
    update(_messages)
    .where(_MINE)
    .values(
        state=case((_superseded, Delivery.CANCELLED), else_=Delivery.QUEUED),
        next_at=bindparam("next"),
        last_error=bindparam("error"),
        may_repeat=or_(_c.may_repeat, bindparam("repeat", type_=_c.may_repeat.type)),
        **_UNLEASED,
    )
)
_TAKE_BACK = (
    update(_messages)
    .where(
        _c.lease_owner.is_not(None),
        _c.lease_until <= _NOW,
        _c.sending_since.is_not(None),
        _c.state == Delivery.QUEUED,
    )
    .values(
        state=case(
            (_superseded, Delivery.CANCELLED),
            (_c.deaths + 1 >= MAX_DEATHS, Delivery.FAILED),
            else_=Delivery.QUEUED,
        ),
        deaths=_c.deaths + 1,
        may_repeat=true(),
        last_error=DIED,
        **_UNLEASED,
    )
    .returning(_c.id)
)
_away = (
    select(_c.id)
    .where(
        _c.state == Delivery.QUEUED,
        _c.next_at <= _NOW,
        or_(_c.lease_owner.is_(None), _c.lease_owner == _OWNER),
        _c.sending_since.is_(None),
    )
    .order_by(_c.id)
    .with_for_update(skip_locked=True)
    .cte("away")
)
_POSTPONE = (
    update(_messages)
    .where(_c.id.in_(select(_away.c.id)))
    .values(next_at=bindparam("next"), last_error=bindparam("error"), **_UNLEASED)
)
_RELEASE = (
    update(_messages)
    .where(_c.lease_owner == _OWNER, _c.sending_since.is_(None))
    .values(**_UNLEASED)
)


def work_waits(now: datetime) -> bool:
    """Whether there is anything to claim or to take back; locks nothing."""
    return bool(db.session.scalar(_WORK_WAITS, {"at": now}))


def take_back_lost(now: datetime) -> Sequence[int]:
    """Queue what dead workers were handing over; after the third death it has failed."""
    return db.session.execute(_TAKE_BACK, {"at": now}).scalars().all()


def claim(owner: str, *, limit: int, now: datetime) -> list[int]:
    """Lease up to ``limit`` due messages; the ids by lane, and then as they fell due."""
    leased = db.session.execute(
        _CLAIM, {"at": now, "limit": limit, "owner": owner, "until": now + LEASE}
    )
    if not leased.rowcount:  # type: ignore[attr-defined]  # an UPDATE has one
        return []
    db.session.execute(_KEEP_ORDER, {"owner": owner})
    return list(db.session.execute(_CLAIMED, {"owner": owner}).scalars())


def renew(owner: str, *, now: datetime) -> None:
    """Lengthen the leases of a worker that lives."""
    db.session.execute(_RENEW, {"owner": owner, "until": now + LEASE})


def begin(message_id: int, owner: str, *, now: datetime) -> Begun | None:
    """Mark a claimed message as being handed over; None if it is not to be sent any more."""
    row = db.session.execute(_BEGIN, {"message": message_id, "owner": owner, "at": now}).first()
    if row is None:
        db.session.execute(_CANCEL_REFUSED, {"message": message_id, "owner": owner})
        return None
    *facts, has_files = row
    begun = Begun(*facts)
    if has_files:
        return replace(begun, raw=with_files(begun.raw, enclosed.contents_of(begun.id)))
    return begun


def settle(fate: Fate, owner: str) -> bool:
    """Write down what became of a message; False if another worker has it by now."""
    values: dict[str, Any] = {"message": fate.id, "owner": owner}
    error = (fate.error or "")[:_ERROR_LENGTH]
    if fate.state is Delivery.SENT:
        result = db.session.execute(_SENT, {**values, "at": fate.at})
    elif fate.state is Delivery.FAILED:
        result = db.session.execute(_FAILED, {**values, "error": error})
    else:
        values |= {"next": fate.next_at, "error": error, "repeat": fate.may_repeat}
        result = db.session.execute(_PUT_OFF, values)
    return bool(result.rowcount)  # type: ignore[attr-defined]  # an UPDATE has one


def postpone(owner: str, *, now: datetime, until: datetime, error: str) -> None:
    """The server is away: no due message is tried before ``until``; none counts as tried."""
    values = {"owner": owner, "at": now, "next": until, "error": error[:_ERROR_LENGTH]}
    db.session.execute(_POSTPONE, values)


def give_back(owner: str) -> None:
    """Release what a worker claimed and will not begin."""
    db.session.execute(_RELEASE, {"owner": owner})
