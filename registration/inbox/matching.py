"""To which application a mail belongs; where that is not certain, to none."""

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import Select, func, or_, select

from registration.applications.models import Application
from registration.applications.references import SIGNS, tidy_reference
from registration.applications.states import State
from registration.core.db import db
from registration.forms.fields.email import address_of
from registration.mail.models import Message
from registration.mail.reading import Incoming
from registration.parties.models import Contribution

OVER = frozenset(
    {
        State.DRAFT,
        State.REJECTED,
        State.DECLINED,
        State.LAPSED,
        State.WITHDRAWN,
        State.ATTENDED,
        State.ABSENT,
    }
)
_ABOUT = re.compile(r"application:(\d+)")
_REFERENCE = re.compile(rf"(?<!\w)[{SIGNS}]{{4}}[- ]?[{SIGNS}]{{4}}(?!\w)", re.IGNORECASE)


def application_of(mail: Incoming) -> Application | None:
    """The application that a mail answers, or names and knows, or the only live one of its sender.

    A reference in the subject alone proves nothing: it stands on paper and is dictated on the
    telephone. So it counts only with an address that belongs to the application.
    """
    return _by_reply(mail) or _by_reference(mail) or _by_sender(mail)


def addresses_of(application: Application) -> frozenset[str]:
    """The addresses, in small letters, of whoever has a part in it or was written to about it."""
    theirs = select(Contribution.email).where(Contribution.application_id == application.id)
    reached = select(Message.recipient).where(Message.about == application.about)
    found = [application.email or "", *db.session.scalars(theirs), *db.session.scalars(reached)]
    return frozenset(one.lower() for one in found if one)


def written(address: str) -> frozenset[str]:
    """An address in the ways in which it may be kept, in small letters."""
    return frozenset(one.lower() for one in (address, address_of(address) or "") if one)


def _by_reply(mail: Incoming) -> Application | None:
    query = select(Message.message_id, Message.about).where(Message.message_id.in_(mail.answers))
    about = {row.message_id: row.about for row in db.session.execute(query)}
    named = (_ABOUT.fullmatch(about.get(one, "")) for one in mail.answers)
    number = next((int(one[1]) for one in named if one), None)
    return None if number is None else _first(_sent().where(Application.id == number))


def _by_reference(mail: Incoming) -> Application | None:
    references = {tidy_reference(one) for one in _REFERENCE.findall(mail.subject)}
    query = _sent().where(Application.reference.in_(references)) if references else None
    found = db.session.scalars(query).all() if query is not None else ()
    return _only(one for one in found if addresses_of(one) & written(mail.sender))


def _by_sender(mail: Incoming) -> Application | None:
    known = written(mail.sender)
    if not known:
        return None
    parts = select(Contribution.application_id).where(func.lower(Contribution.email).in_(known))
    theirs = or_(func.lower(Application.email).in_(known), Application.id.in_(parts))
    live = _sent().where(theirs, Application.state.not_in(OVER))
    return _only(db.session.scalars(live.limit(2)).all())


def _sent() -> Select[Application]:
    """A draft is nobody's business yet, so no mail belongs to it."""
    return select(Application).where(Application.submitted_at.is_not(None))


def _first(query: Select[Application]) -> Application | None:
    return db.session.scalar(query)


def _only(found: Iterable[Application]) -> Application | None:
    some: Sequence[Application] = list(found)
    return some[0] if len(some) == 1 else None
