"""A notice as it would be sent now, shown to a coordinator before deciding."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from registration.applications.models import Application
from registration.applications.references import new_reference
from registration.core.languages import LANGUAGES, say
from registration.core.settings import settings
from registration.notices.context import asked_after, clocks, context_of, titled
from registration.notices.own_words import Words, render_notice, render_words
from registration.notices.recipients import greeting_name
from registration.notices.render import Rendered
from registration.programmes.models import Programme

EXAMPLE_DAYS = 7
NOTICE_OF_ACT = {
    "offer": "offer",
    "waitlist": "waiting_list",
    "reject": "rejection",
    "send_back": "returned",
    "reconsider": "reconsidered",
    "withdraw": "withdrawal",
    "ask_more": "supplement",
    "move_day": "supplement",
    "close_more": "supplement_closed",
}
EXAMPLE = "anna@stadt.example"


def preview(
    act: str,
    application: Application,
    *,
    offer_ends: datetime | None = None,
    note: str | None = None,
    question: str | None = None,
    remarks: Mapping[str, str] | None = None,
    due_at: datetime | None = None,
) -> Rendered | None:
    """The mail that ``act`` would cause, or None where it causes none.

    ``remarks`` are what single sections are returned for. ``offer_ends`` is when an offer made now
    would lapse; without it an approval confirms at once. ``due_at`` is until when more can be sent.
    """
    notice = NOTICE_OF_ACT.get(act)
    if notice is None or application.email is None:
        return None
    if notice == "offer" and offer_ends is None:
        notice = "confirmation"
    context = context_of(
        application,
        link=f"{settings.public_url}/{application.language}/open/…",
        name=greeting_name(application),
        offer_ends=offer_ends,
    )
    sections = titled(application, remarks or {})
    words: dict[str, object] = {"note": note, "question": question, "sections": sections}
    if notice == "supplement":
        words |= {"moved": act == "move_day", **asked_after(application, due_at)}
    return render_notice(
        notice, application.language, application.programme, **{**context, **words}
    )


def every_mail(programme: Programme) -> list[Rendered]:
    """The mails that applicants of a programme get, in every language, to somebody made up.

    Raises:
        jinja2.TemplateError: one of them cannot be written with what the programme says.
    """
    return [
        mail
        for language in LANGUAGES
        for act in NOTICE_OF_ACT
        for ends in (None, programme.closes_at)
        if (mail := preview(act, _somebody(programme, language), offer_ends=ends)) is not None
    ]


def _somebody(programme: Programme, language: str) -> Application:
    return Application(
        programme=programme,
        form_version_id=programme.form_version_id,
        language=language,
        reference=new_reference(),
        email=EXAMPLE,
        name="",
        party_size=1,
        date_keys=[date.key for date in programme.dates],
    )


def example(programme: Programme, language: str, *, now: datetime) -> Application:
    """An applicant who is not there, to preview mails by before anybody has applied."""
    return Application(
        reference="ABCD-2345",
        programme=programme,
        name="Anna Beispiel",
        language=language,
        email_proved_at=now,
        party_size=1,
        date_keys=[date.key for date in programme.dates[:1]],
    )


def preview_words(
    notice: str, words: Words, application: Application, *, language: str, now: datetime
) -> Rendered:
    """A notice to an applicant in words that are perhaps not kept yet."""
    days = application.programme.confirm_within_days or EXAMPLE_DAYS
    context = context_of(
        application,
        link=f"{settings.public_url}/{language}/open/…",
        name=greeting_name(application),
        offer_ends=application.offer_expires_at or now + timedelta(days=days),
        language=language,
    )
    context |= {
        "note": say(language, "(Here stands what you write when deciding.)"),
        "question": say(language, "(Here stands what you ask.)"),
        "waits_for_others": False,
        "sections": [],
        "answer_by": clocks(now + timedelta(days=EXAMPLE_DAYS), language),
        "moved": False,
    }
    return render_words(notice, language, words, **context)
