"""The office's own words for the notices of a programme, in place of the built-in ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from registration.audit import trail
from registration.core.languages import LANGUAGES
from registration.mail import outbox
from registration.mail.enclosed import Enclosed
from registration.notices.placeholders import (
    NotFillable,
    fill,
    fill_html,
    names_in,
    problems,
    values_of,
)
from registration.notices.render import Rendered, render, render_own
from registration.programmes.models import MailText, Programme
from registration.staff.models import StaffMember

NOTICES = (
    "receipt", "returned", "offer", "moved_up", "waiting_list", "rejection", "confirmation",
    "reconsidered", "declined", "lapsed", "withdrawal", "deadline_reminder", "offer_reminder",
    "programme_reminder", "supplement", "supplement_reminder", "supplement_receipt",
    "supplement_closed",
)  # fmt: skip
CHANGED = "change_mail_text"

log = structlog.get_logger()


@dataclass(frozen=True)
class Words:
    """A subject and a body in one language; empty where the built-in one is meant."""

    subject: str = ""
    body: str = ""


def words_of(programme: Programme, notice: str) -> dict[str, Words]:
    """The office's words for a notice, by language; empty ones where it has none."""
    own = {
        one.language: Words(one.subject, one.body)
        for one in programme.mail_texts
        if one.notice == notice
    }
    return {language: own.get(language, Words()) for language in LANGUAGES}


def usable(notice: str, words: Words) -> bool:
    """Whether mails can go out in these words; else the built-in ones stand in."""
    return not any(problems(notice, subject=words.subject, body=words.body))


def save(
    programme: Programme, notice: str, words: Mapping[str, Words], *, by: str, now: datetime
) -> None:
    """Keep the words; a language without any goes back to the built-in ones.

    They have to be ``usable``; mails that were queued before keep the words they have.
    """
    kept = {one.language: one for one in programme.mail_texts if one.notice == notice}
    for language, new in words.items():
        found = kept.get(language)
        if new == Words():
            if found is not None:
                programme.mail_texts.remove(found)
        elif found is None:
            made = MailText(
                notice=notice, language=language, subject=new.subject, body=new.body, changed_at=now
            )
            programme.mail_texts.append(made)
        elif (found.subject, found.body) != (new.subject, new.body):
            found.subject, found.body, found.changed_at = new.subject, new.body, now
    trail.record(CHANGED, about=f"programme:{programme.id}", by=by, now=now, notice=notice)


def render_notice(
    notice: str, language: str, programme: Programme, /, **context: object
) -> Rendered:
    """A notice of a programme, from the facts of ``notices.context``.

    In the office's own words where it has some. Words that cannot be filled in never hold a mail
    up: the built-in ones go out, and the page of the programme's mails says so.
    """
    return render_words(notice, language, words_of(programme, notice)[language], **context)


def render_words(notice: str, language: str, own: Words, /, **context: object) -> Rendered:
    """A notice in the given words."""
    built_in = render(notice, language, **context)
    if own == Words():
        return built_in
    try:
        return _filled(notice, own, built_in, language, context)
    except NotFillable as error:
        log.warning("mail_text_not_fillable", notice=notice, placeholder=str(error))
        return built_in


def _filled(
    notice: str, own: Words, built_in: Rendered, language: str, context: Mapping[str, object]
) -> Rendered:
    values = values_of(context, language)
    subject = " ".join(fill(own.subject, values).split()) or built_in.subject
    if not own.body:
        return Rendered(subject, built_in.text, built_in.html)
    body = own.body
    if values["note"] and "note" not in names_in(body):
        body += "\n\n{note}"
    text, html = fill(body, values), fill_html(body, values)
    written = render_own(notice, language, text=text, html=html, **context)
    return Rendered(subject, written.text, written.html)


def send_test(  # a mail has these parts
    rendered: Rendered,
    programme: Programme,
    *,
    to: StaffMember,
    language: str,
    files: Sequence[Enclosed] = (),
    now: datetime,
) -> int:
    """Queue a mail as it would go to an applicant for a staff member; its subject says so."""
    about = f"staff:{to.id}"
    return outbox.queue(
        key=f"{about}:test:{language}:{now.isoformat()}",
        about=about,
        scope=f"programme:{programme.id}",
        notice="test",
        recipient=to.email,
        recipient_name=to.name,
        language=language,
        subject=f"[Test] {rendered.subject}",
        text=rendered.text,
        html=rendered.html,
        files=files,
        now=now,
    )
