"""Mail to whoever is asked for a part of somebody else's application.

Their address comes from the applicant and is not proved: the words name the programme and who asks,
and nothing of the answers.
"""

from datetime import datetime, timedelta

from registration.core.formats import show_date
from registration.core.languages import N_, say, text
from registration.core.settings import settings
from registration.mail import outbox
from registration.notices.render import render
from registration.parties import links
from registration.parties.models import Contribution
from registration.programmes.catalogue import site

ASKS = {
    "guardian": N_(
        "%(applicant)s is applying for the programme below and asks you, as a parent or guardian, "
        "to fill in your part of the application."
    ),
    "institution": N_(
        "%(applicant)s is applying for the programme below and asks you to fill in the part of the "
        "institution."
    ),
    "referee": N_(
        "%(applicant)s is applying for the programme below and asks you, as a referee, to fill in "
        "your part of the application."
    ),
}


def invitation(part: Contribution, *, now: datetime) -> int:
    """The link to the part; one that still waits to leave for another address is cancelled."""
    return _queue("invitation", part, now=now)


def part_returned(part: Contribution, *, now: datetime) -> int:
    """The office asks something about the part; only to an address that has opened its link."""
    return _queue("part_returned", part, now=now, question=part.question)


def cancel(part: Contribution) -> None:
    """Stop what has not left yet."""
    outbox.supersede(_series(part))


def part_link(part: Contribution, token: str) -> str:
    """The address that opens the part to whoever fills it in."""
    return f"{settings.public_url}/{part.language}/invited/{token}"


def _series(part: Contribution) -> str:
    return f"{part.application.about}:part:{part.id}"


def _queue(notice: str, part: Contribution, *, now: datetime, question: str | None = None) -> int:
    application, language = part.application, part.language
    programme = application.programme
    _, token = links.issue(application, to=part, emailed_to=part.email, now=now)
    part.mailed_at = now
    last_day = now + timedelta(days=settings.link_days)
    rendered = render(
        notice,
        language,
        name="",
        asks=say(language, ASKS[part.party], applicant=application.name),
        applicant=application.name,
        programme=text(programme.title, language),
        reference=application.reference,
        contact=programme.contact or "",
        link=part_link(part, token),
        until=show_date(last_day.date(), language),
        office=text(site().office, language),
        imprint=f"{settings.public_url}/{language}/imprint",
        question=question,
    )
    return outbox.queue(
        key=f"{_series(part)}:{notice}:{now.isoformat()}",
        about=application.about,
        scope=f"programme:{application.programme_id}",
        series=_series(part),
        notice=notice,
        recipient=part.email,
        language=language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        now=now,
    )
