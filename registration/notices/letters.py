"""A mail that a coordinator writes to one person of an application, in words of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select

from registration.applications.models import Application
from registration.audit import trail
from registration.core.db import db, locking
from registration.core.errors import RuleBroken
from registration.core.settings import settings
from registration.forms.rules.values import APPLICANT
from registration.mail import outbox
from registration.mail.enclosed import Enclosed
from registration.mail.models import Message
from registration.notices.context import context_of
from registration.notices.mailing_models import WhyNot
from registration.notices.others import part_link
from registration.notices.own_words import Words, render_words
from registration.notices.recipients import application_link, greeting_name
from registration.notices.render import Rendered
from registration.parties import contributions, links
from registration.parties.models import Contribution, Progress

NOTICE = "letter"
TO_OTHER = "letter_to_other"
WRITTEN, WRITTEN_TO_OTHER = "write_letter", "write_letter_to_other"
DIGEST = 16


@dataclass(frozen=True)
class Addressee:
    """Somebody of an application: whoever fills in ``part``, or the applicant."""

    application: Application
    part: Contribution | None = None

    @property
    def key(self) -> str:
        """Tells the people of one application apart."""
        return APPLICANT if self.part is None else str(self.part.id)

    @property
    def party(self) -> str:
        """Who it is: the applicant, a guardian, an institution, a referee."""
        return APPLICANT if self.part is None else self.part.party

    @property
    def email(self) -> str | None:
        """Where they are written to."""
        return self.application.email if self.part is None else self.part.email

    @property
    def language(self) -> str:
        """In which language they are written to."""
        return self.application.language if self.part is None else self.part.language

    @property
    def name(self) -> str:
        """How they are greeted."""
        return greeting_name(self.application) if self.part is None else self.part.name

    @property
    def notice(self) -> str:
        """Which letter they get; the placeholders hang on it."""
        return NOTICE if self.part is None else TO_OTHER


class Unreachable(RuleBroken):
    """A mail to this person would go nowhere, or perhaps to a stranger; ``why`` says which."""

    def __init__(self, why: WhyNot) -> None:
        super().__init__(why)
        self.why = why


def addressees(application: Application) -> list[Addressee]:
    """The applicant, and everybody who was named to fill in a part."""
    others = [Addressee(application, part) for part in contributions.of(application)]
    return [Addressee(application), *others]


def why_not(to: Addressee) -> WhyNot | None:
    """Why nobody can write to a person; None where one can.

    What is written freely may be personal: it goes to addresses only that somebody has proved, by
    opening a link that went there.
    """
    if to.email is None:
        return WhyNot.NO_ADDRESS
    if to.part is None:
        return None if to.application.email_proved_at else WhyNot.UNPROVED
    return WhyNot.UNPROVED if to.part.state == Progress.INVITED else None


def preview(to: Addressee, words: Words) -> Rendered:
    """The mail as it would go; the link in it opens nothing."""
    page = "open" if to.part is None else "invited"
    return _render(to, words, f"{settings.public_url}/{to.language}/{page}/…")


def digest(words: Words, files: Sequence[Enclosed] = ()) -> str:
    """Tells whether words and files are still those that somebody looked at."""
    named = "".join(f"\0{one.id}:{one.name}" for one in files)
    return sha256(f"{words.subject}\0{words.body}{named}".encode()).hexdigest()[:DIGEST]


def newest(application: Application) -> int:
    """The id of the newest message about an application; 0 while there is none."""
    query = select(func.max(Message.id)).where(Message.about == application.about)
    return db.session.scalar(query) or 0


def send(  # a letter has these parts
    to: Addressee,
    words: Words,
    *,
    files: Sequence[Enclosed] = (),
    seen: int,
    by: str,
    now: datetime,
) -> int:
    """Queue a mail in words that are ``usable``; the id of the message.

    ``seen`` is the newest message that its author knew of: the same words written after the same
    one go once, however often they are sent.

    Raises:
        Unreachable: there is no address, or nobody has proved it.
    """
    about = to.application.about
    query = locking(select(Application).where(Application.id == to.application.id))
    db.session.scalars(query.execution_options(populate_existing=True)).one()
    why = why_not(to)
    if why is not None:
        raise Unreachable(why)
    who = NOTICE if to.part is None else f"{TO_OTHER}:{to.key}"
    key = f"{about}:{who}:{seen}:{digest(words, files)}"
    there = db.session.scalar(select(Message.id).where(Message.key == key))
    return there or _queue(to, words, files, key=key, by=by, now=now)


def author_of(message: Message) -> str | None:
    """The actor who wrote a message; None where it is no letter."""
    if message.notice not in {NOTICE, TO_OTHER}:
        return None
    key = message.key.partition("#")[0]
    acts = {WRITTEN, WRITTEN_TO_OTHER}
    written = (one for one in trail.entries_about(message.about) if one.act in acts)
    return next((one.actor for one in written if one.details.get("key") == key), None)


def _queue(
    to: Addressee, words: Words, files: Sequence[Enclosed], *, key: str, by: str, now: datetime
) -> int:
    application = to.application
    rendered = _render(to, words, _link(to, now))
    act = WRITTEN if to.part is None else WRITTEN_TO_OTHER
    trail.record(act, about=application.about, by=by, now=now, key=key)
    return outbox.queue(
        key=key,
        about=application.about,
        scope=f"programme:{application.programme_id}",
        notice=to.notice,
        recipient=to.email or "",
        recipient_name=to.name or None,
        language=to.language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        files=files,
        automatic=False,
        now=now,
    )


def _link(to: Addressee, now: datetime) -> str:
    _, token = links.issue(to.application, to=to.part, emailed_to=to.email, now=now)
    if to.part is None:
        return application_link(to.application, token)
    to.part.mailed_at = now
    return part_link(to.part, token)


def _render(to: Addressee, words: Words, link: str) -> Rendered:
    facts = context_of(to.application, link=link, name=to.name, language=to.language)
    facts["applicant"] = to.application.name
    return render_words(to.notice, to.language, words, **facts)
