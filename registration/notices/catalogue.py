"""The notices: one function each; it says the words' folder, the series and the attachments."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from registration.applications.models import Application
from registration.mail import outbox
from registration.mail.compose import Attachment
from registration.mail.outbox import Mail
from registration.notices import own_words
from registration.notices.context import asked_after, context_of, titled
from registration.notices.recipients import application_link, greeting_name
from registration.notices.render import render
from registration.papers.calendars import calendar_of
from registration.parties import contributions, links


class Notice(Protocol):
    """A notice about an application."""

    def __call__(
        self,
        application: Application,
        *,
        now: datetime,
        note: str | None = None,
        question: str | None = None,
    ) -> int | None:
        """Queue the notice; its id, or None where there is nobody to write to."""


def _plain(name: str, *, decides: bool = False) -> Notice:
    """A notice that has words of its own but nothing else of its own."""

    def notice(
        application: Application,
        *,
        now: datetime,
        note: str | None = None,
        question: str | None = None,
    ) -> int | None:
        return _queue(
            name, application, now=now, decides=decides, words={"note": note, "question": question}
        )

    return notice


offer = _plain("offer", decides=True)
moved_up = _plain("moved_up", decides=True)
waiting_list = _plain("waiting_list", decides=True)
rejection = _plain("rejection", decides=True)
declined = _plain("declined", decides=True)
lapsed = _plain("lapsed", decides=True)
deadline_reminder = _plain("deadline_reminder")
offer_reminder = _plain("offer_reminder")
programme_reminder = _plain("programme_reminder")


def moved_up_all(applications: Sequence[Application], *, now: datetime) -> None:
    """The notice ``moved_up`` to each of them, in the same number of statements however many."""
    reached = [one for one in applications if one.email is not None]
    tokens = links.issue_all(reached, now=now) if reached else []
    outbox.queue_all(
        [
            _message("moved_up", one, token=token, decides=True, words={}, now=now)
            for one, token in zip(reached, tokens, strict=True)
        ]
    )


def returned(
    application: Application,
    *,
    now: datetime,
    note: str | None = None,
    question: str | None = None,
) -> int | None:
    """The application is given back with a question, or with remarks on single sections."""
    sections = titled(application, application.remarks)
    words = {"note": note, "question": question, "sections": sections}
    return _queue("returned", application, now=now, decides=True, words=words)


def receipt(
    application: Application,
    *,
    now: datetime,
    note: str | None = None,
    question: str | None = None,
) -> int | None:
    """The application has arrived; says so where it still waits for the parts of others."""
    waits = bool(contributions.missing(application))
    words = {"note": note, "question": question, "waits_for_others": waits}
    return _queue("receipt", application, now=now, words=words)


def confirmation(
    application: Application,
    *,
    now: datetime,
    note: str | None = None,
    question: str | None = None,
) -> int | None:
    """The place is certain; with the calendar file."""
    calendar = calendar_of(application, now=now)
    kind = 'text/calendar; method="PUBLISH"'
    return _queue(
        "confirmation",
        application,
        now=now,
        decides=True,
        words={"note": note, "question": question},
        attachments=[Attachment("calendar.ics", kind, calendar)] if calendar else [],
    )


def withdrawal(
    application: Application,
    *,
    now: datetime,
    note: str | None = None,
    question: str | None = None,
) -> int | None:
    """The application is withdrawn; a draft that was never sent gets no mail."""
    if application.submitted_at is None:
        return None
    words = {"note": note, "question": question}
    return _queue("withdrawal", application, now=now, decides=True, words=words)


def cancel_decision(
    application: Application,
    *,
    now: datetime,
    note: str | None = None,
    question: str | None = None,
) -> int | None:
    """A decision is taken back: its mail is stopped, or, had it left, followed by another."""
    if outbox.supersede(_series(application)):
        return None
    words = {"note": note, "question": question}
    return _queue("reconsidered", application, now=now, decides=True, words=words)


def supplement(
    application: Application, *, now: datetime, note: str | None = None, moved: bool = False
) -> int | None:
    """After acceptance more is asked for, or until another day; the link leads to it."""
    words = {"note": note, "moved": moved, **asked_after(application)}
    return _queue("supplement", application, now=now, words=words, series=_more(application))


def supplement_reminder(application: Application, *, now: datetime) -> int | None:
    """What is asked for after acceptance has not arrived, and its deadline is near."""
    words = asked_after(application)
    name = "supplement_reminder"
    return _queue(name, application, now=now, words=words, series=_more(application))


def supplement_receipt(application: Application, *, now: datetime) -> int | None:
    """What was asked for after acceptance has arrived."""
    name = "supplement_receipt"
    return _queue(name, application, now=now, words={}, series=_more(application))


def supplement_closed(
    application: Application, *, now: datetime, note: str | None = None
) -> int | None:
    """It is no longer needed; whoever has not been asked yet is told nothing."""
    cancel_supplement(application)
    if not outbox.has_left(_more(application), ("supplement", "supplement_reminder")):
        return None
    name, words = "supplement_closed", {"note": note}
    return _queue(name, application, now=now, words=words, series=_more(application))


def cancel_supplement(application: Application) -> None:
    """Stop the mails that ask for it and have not left yet."""
    outbox.supersede(_more(application))


def resume(application: Application, *, email: str, token: str, now: datetime) -> int | None:
    """The link to go on with a draft later, to the address that its author just typed."""
    return _send("resume", application, email=email, token=token, now=now)


def new_link(application: Application, *, token: str, now: datetime) -> int | None:
    """A fresh link to an application, asked for by somebody who knows its address."""
    if application.email is None:
        return None
    return _send("new_link", application, email=application.email, token=token, now=now)


def _series(application: Application) -> str:
    return f"{application.about}:decision"


def _more(application: Application) -> str:
    return f"{application.about}:supplement"


def _send(
    name: str, application: Application, *, email: str, token: str, now: datetime
) -> int | None:
    rendered = render(
        name,
        application.language,
        **context_of(application, link=application_link(application, token), name=""),
    )
    return outbox.queue(
        key=f"{application.about}:{name}:{now.isoformat()}",
        about=application.about,
        scope=f"programme:{application.programme_id}",
        series=f"{application.about}:{name}",
        notice=name,
        recipient=email,
        language=application.language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        now=now,
    )


def _queue(  # what a notice may have of its own
    name: str,
    application: Application,
    *,
    now: datetime,
    words: Mapping[str, object],
    decides: bool = False,
    series: str | None = None,
    attachments: Sequence[Attachment] = (),
) -> int | None:
    if application.email is None:
        return None
    _, token = links.issue(application, emailed_to=application.email, now=now)
    message = _message(name, application, token=token, decides=decides, words=words, now=now)
    if series is not None:
        message["series"] = series
    message["attachments"] = attachments
    return outbox.queue(**message)


def _message(  # what a notice may have of its own
    name: str,
    application: Application,
    *,
    token: str,
    decides: bool,
    words: Mapping[str, object],
    now: datetime,
) -> Mail:
    """What the outbox takes of a notice whose link holds ``token``."""
    facts = context_of(
        application,
        link=application_link(application, token),
        name=greeting_name(application),
    )
    rendered = own_words.render_notice(
        name, application.language, application.programme, **{**facts, **words}
    )
    return {
        "key": f"{application.about}:{name}:{application.revision}",
        "about": application.about,
        "scope": f"programme:{application.programme_id}",
        "series": _series(application) if decides else None,
        "notice": name,
        "recipient": application.email or "",
        "recipient_name": greeting_name(application) or None,
        "language": application.language,
        "subject": rendered.subject,
        "text": rendered.text,
        "html": rendered.html,
        "now": now,
    }
