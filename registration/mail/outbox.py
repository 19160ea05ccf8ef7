"""Put messages into the outbox and act on those that wait there; never commits."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NotRequired, TypedDict, Unpack

from sqlalchemy import Select, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement

from registration.core.db import db, table_of
from registration.core.settings import settings
from registration.mail.compose import (
    SUBJECT_LENGTH,
    Attachment,
    clean_line,
    clean_text,
    compose,
    new_message_id,
    readdressed,
    sendable,
)
from registration.mail.enclosed import Enclosed, enclose, enclose_the_same
from registration.mail.errors import NewsRefused, TooLate, Unsendable
from registration.mail.models import Delivery, Lane, Message
from registration.mail.refusals import normal, refused_at

ADDRESS_LENGTH = 254
NO_ADDRESS = "This is not an email address."
WAITING = (Delivery.QUEUED, Delivery.HELD)

_messages = table_of(Message)
_c = _messages.c
_INSERT = {
    dialect: insert(_messages).on_conflict_do_nothing(index_elements=["key"]).returning(_c.id)
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_PLAIN_INSERT = {
    dialect: insert(_messages).on_conflict_do_nothing(index_elements=["key"])
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_SUPERSEDE_ALL = (
    update(_messages)
    .where(
        _c.series.in_(bindparam("all_series", expanding=True)),
        _c.key.not_in(bindparam("new", expanding=True)),
        _c.state.in_(WAITING),
        _c.sending_since.is_(None),
    )
    .values(state=Delivery.CANCELLED, lease_owner=None, lease_until=None)
)
_SUPERSEDE = (
    update(_messages)
    .where(
        _c.series == bindparam("in_series"),
        _c.id != bindparam("but"),
        _c.state.in_(WAITING),
        _c.sending_since.is_(None),
    )
    .values(state=Delivery.CANCELLED, lease_owner=None, lease_until=None)
    .returning(_c.may_repeat)
)


class Mail(TypedDict):
    """A mail to be queued.

    ``key`` is the cause: the same one again changes nothing. ``about`` is the record
    (``application:17``), ``scope`` within whose rights the message may be read
    (``programme:5``). Messages of the same ``series`` that still wait are cancelled. The mail
    leaves at once, or not before ``not_before``; what is of ``Lane.MANY`` lets all others go first.
    What a person wrote to this recipient alone is not ``automatic``. ``attachments`` are in this
    mail alone; ``files`` are kept once, for all mails with which they go. News have an address at
    which their recipient can ``unsubscribe``; they do not leave once that was done.
    """

    key: str
    about: str
    scope: str
    notice: str
    recipient: str
    recipient_name: NotRequired[str | None]
    language: str
    subject: str
    text: str
    html: str | None
    attachments: NotRequired[Sequence[Attachment]]
    files: NotRequired[Sequence[Enclosed]]
    series: NotRequired[str | None]
    not_before: NotRequired[datetime | None]
    lane: NotRequired[Lane]
    automatic: NotRequired[bool]
    unsubscribe: NotRequired[str | None]
    now: datetime


def queue(**mail: Unpack[Mail]) -> int:
    """Queue a mail within the running unit of work; the worker sends it after the commit.

    Returns:
        The id of the message, or of the one that is there already. Where ``recipient`` is no
        address it has failed already, so that the desk shows it and the cause is not held up.

    Raises:
        Unsendable: the sender in the settings is no address, or an attachment's type is none.
    """
    new_id = _insert(**_row(mail))
    if new_id is None:
        return _id_of(mail["key"])
    enclose(new_id, mail.get("files", ()))
    series = mail.get("series")
    if series is not None:
        _supersede(series, but=new_id)
    return new_id


def queue_all(mails: Sequence[Mail]) -> None:
    """Queue several mails that decide, each with a series of its own.

    The same number of statements for any number of mails.
    """
    rows = [_row(mail) for mail in mails]
    if rows:
        insert = _PLAIN_INSERT[db.session.get_bind().dialect.name]
        db.session.execute(insert, [{**row, "due_at": row["next_at"]} for row in rows])
        names = {"all_series": [row["series"] for row in rows], "new": [row["key"] for row in rows]}
        db.session.execute(_SUPERSEDE_ALL, names)


def _row(mail: Mail) -> dict[str, Any]:
    message_id, address = new_message_id(), _address(mail["recipient"])
    unsubscribe, now = mail.get("unsubscribe"), mail["now"]
    return {
        "key": mail["key"],
        "about": mail["about"],
        "scope": mail["scope"],
        "series": mail.get("series"),
        "notice": mail["notice"],
        "recipient": address or clean_line(mail["recipient"], ADDRESS_LENGTH),
        "language": mail["language"],
        "subject": clean_line(mail["subject"], SUBJECT_LENGTH),
        "text": clean_text(mail["text"]),
        "html": None if mail["html"] is None else clean_text(mail["html"]),
        "raw": compose(
            recipient=address,
            recipient_name=mail.get("recipient_name"),
            subject=mail["subject"],
            text=mail["text"],
            html=mail["html"],
            attachments=mail.get("attachments", ()),
            message_id=message_id,
            language=mail["language"],
            automatic=mail.get("automatic", True),
            unsubscribe=unsubscribe,
            now=now,
        ),
        "message_id": message_id,
        "envelope_from": sendable(settings.mail_return_path or settings.mail_sender),
        "lane": mail.get("lane", Lane.PROMPT),
        "state": Delivery.QUEUED if address else Delivery.FAILED,
        "last_error": None if address else NO_ADDRESS,
        "created_at": now,
        "next_at": mail.get("not_before") or now,
        "news_to": normal(mail["recipient"]) if unsubscribe else None,
    }


def supersede(series: str) -> int:
    """Cancel the messages of a series that still wait.

    Returns:
        How many certainly never left. A message that is being handed over in this very moment,
        or was when its worker died, is not among them: it may arrive.
    """
    return _supersede(series)


def has_left(series: str, notices: Collection[str]) -> bool:
    """Whether a message of a series with one of these notices left, or may have."""
    waits = (Delivery.QUEUED, Delivery.HELD, Delivery.CANCELLED)
    query = select(Message.id).where(
        Message.series == series,
        Message.notice.in_(notices),
        or_(Message.state.not_in(waits), Message.sending_since.is_not(None)),
    )
    return db.session.scalar(query.limit(1)) is not None


def hold(message: Message) -> Message:
    """Keep a waiting message back until it is released.

    Raises:
        TooLate: it does not wait any more.
    """
    return _change(message, Delivery.QUEUED, Message.sending_since.is_(None), to=Delivery.HELD)


def release(message: Message) -> Message:
    """Let a held message go.

    Raises:
        TooLate: it is not held.
    """
    return _change(message, Delivery.HELD, to=Delivery.QUEUED)


def cancel(message: Message) -> Message:
    """Take a waiting or held message back for good.

    Raises:
        TooLate: it does not wait any more.
    """
    return _change(message, *WAITING, Message.sending_since.is_(None), to=Delivery.CANCELLED)


def cancel_all(ids: Select[tuple[int | None]]) -> int:
    """Cancel those of many messages that still wait; how many those were."""
    waits = (_c.id.in_(ids), _c.state.in_(WAITING), _c.sending_since.is_(None))
    cancelled = {"state": Delivery.CANCELLED, "lease_owner": None, "lease_until": None}
    done = db.session.execute(update(_messages).where(*waits).values(**cancelled))
    return int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE has one


def resend(
    message: Message,
    *,
    now: datetime,
    recipient: str | None = None,
    recipient_name: str | None = None,
) -> Message:
    """Queue the same mail once more, to another address if one is given.

    It is a new message with a key of its own. Twice within the same moment is once.

    Raises:
        TooLate: the message itself still waits.
        NewsRefused: it is news, and its recipient wants none.
        Unsendable: the address is none, or it is news with another person's link to refuse them.
    """
    if message.state in WAITING:
        raise TooLate(message.state)
    address = sendable(recipient or message.recipient)
    _check_news(message, recipient or message.recipient)
    message_id = new_message_id()
    raw = readdressed(
        message.raw,
        recipient=address,
        recipient_name=recipient_name,
        message_id=message_id,
        now=now,
    )
    key = f"{message.key.partition('#')[0]}#{now.timestamp():.0f}"
    new_id = _insert(
        key=key,
        about=message.about,
        scope=message.scope,
        series=message.series,
        notice=message.notice,
        recipient=address,
        language=message.language,
        subject=message.subject,
        text=message.text,
        html=message.html,
        raw=raw,
        message_id=message_id,
        envelope_from=message.envelope_from,
        lane=Lane.PROMPT,
        state=Delivery.QUEUED,
        created_at=now,
        next_at=now,
        news_to=message.news_to,
    )
    if new_id is not None:
        enclose_the_same(new_id, message.id)
    return db.session.get_one(Message, new_id or _id_of(key))


def messages_about(about: str, *, limit: int = 100) -> Sequence[Message]:
    """The newest messages about a record, newest first."""
    query = select(Message).where(Message.about == about)
    return db.session.scalars(query.order_by(Message.id.desc()).limit(limit)).all()


def oldest_waiting(now: datetime) -> datetime | None:
    """Since when the message that waits longest could have left; None while none waits."""
    return db.session.scalar(
        select(func.min(Message.due_at)).where(
            Message.state == Delivery.QUEUED, Message.due_at <= now
        )
    )


def _check_news(message: Message, recipient: str) -> None:
    if message.news_to is None:
        return
    if normal(recipient) != message.news_to:
        raise Unsendable("news")
    if refused_at(recipient) is not None:
        raise NewsRefused


def _address(recipient: str) -> str:
    """The address as an envelope takes it; empty where it is none."""
    try:
        return sendable(recipient)
    except Unsendable:
        return ""


def _insert(**values: Any) -> int | None:
    """The id of the new message; None where its key is there already."""
    statement = _INSERT[db.session.get_bind().dialect.name]
    return db.session.execute(statement, {**values, "due_at": values["next_at"]}).scalar()


def _id_of(key: str) -> int:
    return db.session.execute(select(Message.id).where(Message.key == key)).scalar_one()


def _supersede(series: str, *, but: int = 0) -> int:
    cancelled = db.session.execute(_SUPERSEDE, {"in_series": series, "but": but}).scalars().all()
    return cancelled.count(False)


def _change(message: Message, *conditions: Delivery | ColumnElement[bool], to: Delivery) -> Message:
    states = [one for one in conditions if isinstance(one, Delivery)]
    others = [one for one in conditions if not isinstance(one, Delivery)]
    changed = db.session.execute(
        update(Message)
        .where(Message.id == message.id, Message.state.in_(states), *others)
        .values(state=to, lease_owner=None, lease_until=None)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    ).first()
    db.session.refresh(message)
    if changed is None:
        raise TooLate(message.state)
    return message
