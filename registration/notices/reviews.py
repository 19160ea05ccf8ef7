"""Mail to reviewers about what is assigned to them."""

from datetime import datetime

from sqlalchemy import select

from registration.core.db import db
from registration.core.formats import show_moment
from registration.core.languages import text
from registration.core.settings import settings
from registration.mail import outbox
from registration.mail.models import Message
from registration.notices.render import render
from registration.programmes.catalogue import site
from registration.review.models import ReviewStage
from registration.review.stages import title_of
from registration.staff.models import StaffMember


def review_reminder(
    reviewer: StaffMember, stage: ReviewStage, *, count: int, cause: str, now: datetime
) -> bool:
    """So many reviews still wait; once for each reviewer, stage and cause. No word on whose.

    Returns:
        Whether the mail is new.
    """
    key, language = key_of(stage, reviewer.id, cause), reviewer.language
    if db.session.scalar(select(Message.id).where(Message.key == key)) is not None:
        return False
    due = stage.due_at and show_moment(stage.due_at, language, zone=reviewer.time_zone)
    rendered = render(
        "review_reminder",
        language,
        name=reviewer.name,
        programme=text(stage.programme.title, language),
        office=text(site().office, language),
        contact="",
        imprint=f"{settings.public_url}/{language}/imprint",
        stage=title_of(stage, language),
        count=count,
        due=due,
        time_zone=reviewer.time_zone,
        link=f"{settings.public_url}/{language}/desk/reviews",
    )
    outbox.queue(
        key=key,
        about=stage.about,
        scope=f"programme:{stage.programme_id}",
        notice="review_reminder",
        recipient=reviewer.email,
        recipient_name=reviewer.name,
        language=language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        now=now,
    )
    return True


def key_of(stage: ReviewStage, reviewer_id: int, cause: str) -> str:
    """The cause of a reminder as the outbox knows it."""
    return f"{stage.about}:reminder:{reviewer_id}:{cause}"
