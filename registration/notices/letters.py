"""A mail that a coordinator writes to one applicant, in words of its own."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select

from registration.applications.models import Application
from registration.audit import trail
from registration.core.db import db, locking
from registration.core.errors import RuleBroken
from registration.core.settings import settings
from registration.mail import outbox
from registration.mail.enclosed import Enclosed
from registration.mail.models import Message
from registration.notices.context import context_of
from registration.notices.mailing_models import WhyNot
from registration.notices.own_words import Words, render_words
from registration.notices.recipients import application_link, greeting_name
from registration.notices.render import Rendered
from registration.parties import links

NOTICE = "letter"
WRITTEN = "write_letter"
DIGEST = 16


class Unreachable(RuleBroken):
    """A mail to this applicant would go nowhere, or perhaps to a stranger; ``why`` says which."""

    def __init__(self, why: WhyNot) -> None:
        super().__init__(why)
        self.why = why


def why_not(application: Application) -> WhyNot | None:
    """Why nobody can write to an applicant; None where one can.

    What is written freely may be personal: it goes to addresses only that somebody has proved.
    """
    if application.email is None:
        return WhyNot.NO_ADDRESS
    return None if application.email_proved_at else WhyNot.UNPROVED


def preview(application: Application, words: Words) -> Rendered:
    """The mail as it would go; the link in it opens nothing."""
    return _render(application, words, f"{settings.public_url}/{application.language}/open/…")


def digest(words: Words, files: Sequence[Enclosed] = ()) -> str:
    """Tells whether words and files are still those that somebody looked at."""
    named = "".join(f"\0{one.id}:{one.name}" for one in files)
    return sha256(f"{words.subject}\0{words.body}{named}".encode()).hexdigest()[:DIGEST]


def newest(application: Application) -> int:
    """The id of the newest message about an application; 0 while there is none."""
    query = select(func.max(Message.id)).where(Message.about == application.about)
    return db.session.scalar(query) or 0


def send(  # a letter has these parts
    application: Application,
    words: Words,
    *,
    files: Sequence[Enclosed] = (),
    seen: int,
    by: str,
    now: datetime,
) -> int:
    """Queue a mail to the applicant in words that are ``usable``; the id of the message.

    ``seen`` is the newest message that its author knew of: the same words written after the same
    one go once, however often they are sent.

    Raises:
        Unreachable: there is no address, or nobody has proved it.
    """
    query = locking(select(Application).where(Application.id == application.id))
    application = db.session.scalars(query.execution_options(populate_existing=True)).one()
    why = why_not(application)
    if why is not None or application.email is None:
        raise Unreachable(why or WhyNot.NO_ADDRESS)
    key = f"{application.about}:{NOTICE}:{seen}:{digest(words, files)}"
    there = db.session.scalar(select(Message.id).where(Message.key == key))
    return there or _queue(application, application.email, words, files, key=key, by=by, now=now)


def author_of(message: Message) -> str | None:
    """The actor who wrote a message; None where it is no letter."""
    if message.notice != NOTICE:
        return None
    key = message.key.partition("#")[0]
    written = (one for one in trail.entries_about(message.about) if one.act == WRITTEN)
    return next((one.actor for one in written if one.details.get("key") == key), None)


def _queue(  # a letter has these parts
    application: Application,
    email: str,
    words: Words,
    files: Sequence[Enclosed],
    *,
    key: str,
    by: str,
    now: datetime,
) -> int:
    _, token = links.issue(application, emailed_to=email, now=now)
    rendered = _render(application, words, application_link(application, token))
    trail.record(WRITTEN, about=application.about, by=by, now=now, key=key)
    return outbox.queue(
        key=key,
        about=application.about,
        scope=f"programme:{application.programme_id}",
        notice=NOTICE,
        recipient=email,
        recipient_name=greeting_name(application) or None,
        language=application.language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        files=files,
        automatic=False,
        now=now,
    )


def _render(application: Application, words: Words, link: str) -> Rendered:
    facts = context_of(application, link=link, name=greeting_name(application))
    return render_words(NOTICE, application.language, words, **facts)
