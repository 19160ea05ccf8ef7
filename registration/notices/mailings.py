"""A mail to many: begun from a filter, written, released, queued by the worker in pieces."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, func, insert, literal, or_, select
from sqlalchemy.orm import joinedload

from registration.applications.models import Application
from registration.applications.states import State
from registration.audit import trail
from registration.core.db import db, locking, table_of
from registration.core.languages import DEFAULT, LANGUAGES
from registration.core.settings import settings
from registration.mail import outbox, refusals
from registration.mail.enclosed import Enclosed
from registration.mail.errors import ChangedMeanwhile, TooLate
from registration.mail.models import Lane, Message, NewsRefusal
from registration.notices import attaching
from registration.notices.context import context_of
from registration.notices.mailing_models import Mailing, MailingRecipient, Missing, WhyNot
from registration.notices.own_words import Words, render_words
from registration.notices.recipients import application_link, greeting_name
from registration.notices.render import Rendered
from registration.parties import links
from registration.staff.models import StaffMember

NOTICE = "mailing"
PIECE = 200
DIGEST = 16
RELEASED, CHANGED, CANCELLED = "release_mailing", "change_mailing", "cancel_mailing"

_c = table_of(MailingRecipient).c
_PENDING = (MailingRecipient.queued_at.is_(None), MailingRecipient.why_not.is_(None))


def begin(found: Select[Application], *, by: StaffMember, now: datetime) -> Mailing:
    """A mailing to the applications of a query, as they are now; nothing is sent yet."""
    mailing = Mailing(made_by_id=by.id, made_at=now, texts={}, missing=Missing.LEAVE_OUT)
    db.session.add(mailing)
    db.session.flush()  # the recipients need its id
    rows = found.with_only_columns(literal(mailing.id), Application.id).order_by(None)
    db.session.execute(
        insert(table_of(MailingRecipient)).from_select(["mailing_id", "application_id"], rows)
    )
    return mailing


def words_of(mailing: Mailing) -> dict[str, Words]:
    """Its subject and body in every language; empty where there are none."""
    kept = {language: mailing.texts.get(language, {}) for language in LANGUAGES}
    return {
        language: Words(one.get("subject", ""), one.get("body", ""))
        for language, one in kept.items()
    }


def version(mailing: Mailing) -> str:
    """Tells whether a mailing is still as somebody looked at it."""
    when = mailing.send_at.isoformat() if mailing.send_at else ""
    files = [(one.id, one.name) for one in attaching.files_of(mailing)]
    seen = json.dumps([mailing.texts, mailing.missing, mailing.news, when, files], sort_keys=True)
    return sha256(seen.encode()).hexdigest()[:DIGEST]


def is_open(mailing: Mailing) -> bool:
    """Whether words and time can be changed: it waits, and nobody's mail was written yet."""
    if mailing.state != "queued":
        return mailing.state == "draft"
    begun = or_(MailingRecipient.queued_at.is_not(None), MailingRecipient.why_not.is_not(None))
    found = select(MailingRecipient).where(MailingRecipient.mailing_id == mailing.id, begun)
    return not db.session.scalar(select(found.exists()))


def write(  # words have an author, a moment and what was seen before
    mailing: Mailing,
    words: Mapping[str, Words],
    *,
    missing: Missing,
    news: bool,
    files: Sequence[Enclosed] = (),
    seen: str,
    by: str,
    now: datetime,
) -> None:
    """Keep words and files of a mailing that nobody's mail was written from yet.

    Raises:
        TooLate: the worker has begun with it, or it is cancelled.
        ChangedMeanwhile: it is not as it was ``seen``.
    """
    _change(mailing, seen=seen, by=by, now=now)
    attaching.set_files(mailing, files)
    mailing.missing, mailing.news = missing, news
    mailing.texts = {
        language: {"subject": one.subject, "body": one.body}
        for language, one in words.items()
        if one != Words()
    }


def language_for(mailing: Mailing, language: str) -> str | None:
    """In which language somebody gets it; None where they are left out."""
    if language in mailing.texts:
        return language
    english = mailing.missing == Missing.ENGLISH and DEFAULT in mailing.texts
    return DEFAULT if english else None


def why_not(  # each is a reason
    mailing: Mailing, *, state: str, language: str, has_address: bool, proved: bool, refused: bool
) -> WhyNot | None:
    """Why an application gets no mail; None where it does."""
    if state == State.WITHDRAWN:
        return WhyNot.WITHDRAWN
    if not has_address:
        return WhyNot.NO_ADDRESS
    if not proved:
        return WhyNot.UNPROVED
    if mailing.news and refused:
        return WhyNot.REFUSED
    return None if language_for(mailing, language) else WhyNot.LANGUAGE


def refused_by(mailing: Mailing, applications: Iterable[Application]) -> set[str]:
    """Those of the applicants' addresses, as they are compared, to which it does not go as news."""
    return refusals.refused_among([one.email for one in applications]) if mailing.news else set()


def why_not_to(
    mailing: Mailing, application: Application, refused: Collection[str]
) -> WhyNot | None:
    """The same for an application that is at hand; ``refused`` is what ``refused_by`` says."""
    return why_not(
        mailing,
        state=application.state,
        language=application.language,
        has_address=application.email is not None,
        proved=application.email_proved_at is not None,
        refused=refusals.normal(application.email or "") in refused,
    )


def release(mailing: Mailing, *, send_at: datetime | None, by: str, now: datetime) -> None:
    """Send it on its way, or not before ``send_at``.

    Raises:
        TooLate: it was released or cancelled before, or it has no words.
    """
    if _locked(mailing).state != "draft" or not mailing.texts:
        raise TooLate(mailing.state)
    mailing.released_at, mailing.send_at = now, send_at or now
    trail.record(RELEASED, about=f"mailing:{mailing.id}", by=by, now=now)


def reschedule(
    mailing: Mailing, *, send_at: datetime | None, seen: str, by: str, now: datetime
) -> None:
    """Send a mailing that is released at another time, or at once.

    Raises:
        TooLate: it is not released, the worker has begun with it, or it is cancelled.
        ChangedMeanwhile: it is not as it was ``seen``.
    """
    _change(mailing, seen=seen, by=by, now=now)
    if mailing.released_at is None:
        raise TooLate(mailing.state)
    mailing.send_at = send_at or now


def cancel(mailing: Mailing, *, by: str, now: datetime) -> int:
    """Stop it; how many messages that waited in the outbox were cancelled with it.

    Raises:
        TooLate: it is cancelled already.
    """
    if _locked(mailing).state == "cancelled":
        raise TooLate(mailing.state)
    mailing.cancelled_at = now
    trail.record(CANCELLED, about=f"mailing:{mailing.id}", by=by, now=now)
    mine = select(_c.message_id).where(_c.mailing_id == mailing.id, _c.message_id.is_not(None))
    return outbox.cancel_all(mine)


def render_for(
    mailing: Mailing, application: Application, *, language: str, link: str, news_link: str | None
) -> Rendered:
    """The mail as it goes to an applicant; ``news_link`` refuses further ones."""
    facts = context_of(application, link=link, name=greeting_name(application), language=language)
    facts["news_link"] = news_link
    return render_words(NOTICE, language, words_of(mailing)[language], **facts)


def preview(mailing: Mailing, application: Application, language: str) -> Rendered:
    """The mail as it would go to an applicant; the links in it open nothing."""
    here = f"{settings.public_url}/{language}"
    news_link = f"{here}/news/…" if mailing.news else None
    return render_for(
        mailing, application, language=language, link=f"{here}/open/…", news_link=news_link
    )


def queue_piece(now: datetime) -> int:
    """Put the next messages of a mailing that is due into the outbox; how many were looked at."""
    due = (
        select(Mailing)
        .where(
            Mailing.released_at.is_not(None),
            Mailing.queued_at.is_(None),
            Mailing.cancelled_at.is_(None),
            Mailing.send_at <= now,
        )
        .order_by(Mailing.send_at, Mailing.id)
        .limit(1)
    )
    mailing = db.session.scalar(locking(due, skip_locked=True))
    if mailing is None:
        return 0
    piece = _pending(mailing)
    files = attaching.files_of(mailing)
    refused = refused_by(mailing, [one.application for one in piece])
    for recipient in piece:
        _queue(mailing, recipient, files, refused, now=now)
    if len(piece) < PIECE:
        mailing.queued_at = now
    return len(piece) or 1


def progress(mailing: Mailing) -> dict[str, int]:
    """How many of its recipients are how far: a reason, a state of delivery, or ``pending``."""
    query = (
        select(MailingRecipient.why_not, Message.state, func.count())
        .outerjoin(Message, Message.id == MailingRecipient.message_id)
        .where(MailingRecipient.mailing_id == mailing.id)
        .group_by(MailingRecipient.why_not, Message.state)
    )
    return {why or state or "pending": number for why, state, number in db.session.execute(query)}


def expected(mailing: Mailing) -> tuple[dict[str, int], dict[WhyNot, int]]:
    """(how many get it by language, how many do not by reason), as things stand."""
    query = (
        select(
            Application.state,
            Application.language,
            Application.email.is_not(None).label("has_address"),
            Application.email_proved_at.is_not(None).label("proved"),
            func.lower(Application.email).in_(select(NewsRefusal.address)).label("refused"),
            func.count().label("number"),
        )
        .join(MailingRecipient, MailingRecipient.application_id == Application.id)
        .where(MailingRecipient.mailing_id == mailing.id)
        .group_by("state", "language", "has_address", "proved", "refused")
    )
    get: dict[str, int] = {}
    not_get: dict[WhyNot, int] = {}
    for row in db.session.execute(query).mappings():
        facts: dict[str, Any] = {name: row[name] for name in row if name != "number"}
        why = why_not(mailing, **facts)
        if why is None:
            language = language_for(mailing, row["language"]) or DEFAULT
            get[language] = get.get(language, 0) + row["number"]
        else:
            not_get[why] = not_get.get(why, 0) + row["number"]
    return get, not_get


def _queue(
    mailing: Mailing,
    recipient: MailingRecipient,
    files: Sequence[Enclosed],
    refused: Collection[str],
    *,
    now: datetime,
) -> None:
    application = recipient.application
    recipient.why_not = why_not_to(mailing, application, refused)
    language = language_for(mailing, application.language)
    if recipient.why_not or language is None or application.email is None:
        return
    _, token = links.issue(application, emailed_to=application.email, now=now)
    link = application_link(application, token)
    news_link = _news_link(application.email, language) if mailing.news else None
    rendered = render_for(mailing, application, language=language, link=link, news_link=news_link)
    recipient.queued_at = now
    recipient.message_id = outbox.queue(
        key=f"{application.about}:mailing:{mailing.id}",
        about=application.about,
        scope=f"programme:{application.programme_id}",
        notice=NOTICE,
        recipient=application.email,
        recipient_name=greeting_name(application) or None,
        language=language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        files=files,
        lane=Lane.MANY,
        unsubscribe=news_link,
        now=now,
    )


def _news_link(email: str, language: str) -> str:
    return f"{settings.public_url}/{language}/news/{refusals.token_for(email)}"


def _pending(mailing: Mailing) -> list[MailingRecipient]:
    query = (
        select(MailingRecipient)
        .where(MailingRecipient.mailing_id == mailing.id, *_PENDING)
        .options(joinedload(MailingRecipient.application).joinedload(Application.programme))
        .order_by(MailingRecipient.application_id)
        .limit(PIECE)
    )
    return list(db.session.scalars(query))


def _change(mailing: Mailing, *, seen: str, by: str, now: datetime) -> None:
    """Take the turn to change it; what is on its way already is noted in the audit."""
    if not is_open(_locked(mailing)):
        raise TooLate(mailing.state)
    if version(mailing) != seen:
        raise ChangedMeanwhile
    if mailing.released_at is not None:
        trail.record(CHANGED, about=f"mailing:{mailing.id}", by=by, now=now)


def _locked(mailing: Mailing) -> Mailing:
    """The mailing as it stands now; until the unit of work ends nobody else changes it."""
    query = locking(select(Mailing).where(Mailing.id == mailing.id))
    return db.session.scalars(query.execution_options(populate_existing=True)).one()
