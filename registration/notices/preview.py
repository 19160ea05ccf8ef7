"""A notice as it would be sent now, shown to a coordinator before deciding."""

from collections.abc import Mapping
from datetime import datetime

from registration.applications.models import Application
from registration.core.settings import settings
from registration.notices.context import context_of, titled
from registration.notices.recipients import greeting_name
from registration.notices.render import Rendered, render

NOTICE_OF_ACT = {
    "offer": "offer",
    "waitlist": "waiting_list",
    "reject": "rejection",
    "send_back": "returned",
    "reconsider": "reconsidered",
    "withdraw": "withdrawal",
}


def preview(
    act: str,
    application: Application,
    *,
    offer_ends: datetime | None = None,
    note: str | None = None,
    question: str | None = None,
    remarks: Mapping[str, str] | None = None,
) -> Rendered | None:
    """The mail that ``act`` would cause, or None where it causes none.

    ``remarks`` are what single sections are returned for. ``offer_ends`` is when an offer made now
    would lapse; without it an approval confirms at once.
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
    words = {"note": note, "question": question, "sections": titled(application, remarks or {})}
    return render(notice, application.language, **{**context, **words})
