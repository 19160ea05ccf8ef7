"""The parts of an application that others fill in: who is asked, who is missing."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.interfaces import ORMOption

from registration.applications import answers, drafts
from registration.applications.models import Application
from registration.applications.states import TAKES_PARTS
from registration.core.db import db
from registration.forms.rules.values import ACCEPTED
from registration.parties import links, supplements
from registration.parties.models import Contribution, Progress


class Person(NamedTuple):
    """Who fills in a part, and the language in which they are written to."""

    name: str
    email: str
    language: str


def of(application: Application) -> Sequence[Contribution]:
    """Everybody who was named to fill in a part, in the order in which they were."""
    named: list[Contribution] = application.contributions  # type: ignore[attr-defined]  # the other end of the relationship
    return sorted(named, key=lambda part: part.id or 0)


def by_party(application: Application) -> dict[str, Contribution]:
    """Who was named, by party."""
    return {part.party: part for part in of(application)}


def loaded() -> tuple[ORMOption, ...]:
    """What a query for many applications loads along, so that none asks for its parts alone."""
    return (
        selectinload(Application.answers),
        selectinload(Application.contributions),  # type: ignore[attr-defined]  # as above
        selectinload(Application.supplement),  # type: ignore[attr-defined]  # a backref
    )


def needed(application: Application) -> list[str]:
    """The parties who are asked for a part, given the applicant's answers."""
    parties = answers.document_of(application).contributors
    return [party for party in parties if answers.visible_sections(application, by=party)]


def unnamed(application: Application) -> list[str]:
    """The parties who are asked for a part while the applicant has not said who they are."""
    parties = needed(application)
    named = by_party(application) if parties else {}
    return [party for party in parties if party not in named]


def missing(application: Application) -> list[str]:
    """The parties whose part has not arrived whole."""
    parties = needed(application)
    named = of(application) if parties else ()
    sent = {party for party in parties if _all_sent(named, party)}
    return [
        party
        for party in parties
        if party not in sent or answers.missing_sections(application, by=party)
    ]


def arrived(application: Application) -> set[str]:
    """The parties whose part was sent at least once, so that the office may read it."""
    more = {ACCEPTED} if supplements.was_sent(application) else set()
    if not answers.document_of(application).contributors:
        return more
    return more | {part.party for part in of(application) if part.sent_at is not None}


def is_open(part: Contribution) -> bool:
    """Whether the part can be filled in and sent now."""
    return part.application.state in TAKES_PARTS and part.state != Progress.SENT


def awaited(application_ids: Sequence[int]) -> dict[int, list[str]]:
    """The parties who were named and have not sent their part, by application."""
    query = (
        select(Contribution.application_id, Contribution.party)
        .join(Contribution.application)
        .where(
            Contribution.application_id.in_(application_ids),
            Contribution.state != Progress.SENT,
            Application.state.in_(TAKES_PARTS),
        )
        .order_by(Contribution.id)
    )
    found: dict[int, list[str]] = {}
    for application_id, party in db.session.execute(query):
        found.setdefault(application_id, []).append(party)
    return found


def owing(parties: Sequence[str]) -> ColumnElement[bool]:
    """The condition on ``Application`` that one of these parties was named and owes its part."""
    open_parts = select(Contribution.application_id).where(
        Contribution.party.in_(parties), Contribution.state != Progress.SENT
    )
    return and_(Application.id.in_(open_parts), Application.state.in_(TAKES_PARTS))


def name_somebody(
    application: Application, party: str, person: Person, *, now: datetime
) -> Contribution:
    """Say who fills in a party's part.

    Where somebody with another address was named before, their link opens nothing any more, and
    what they typed is deleted: it was theirs, not their successor's.
    """
    part = by_party(application).get(party)
    if part is None:
        part = Contribution(application=application, party=party, created_at=now)
        part.state = Progress.INVITED
        db.session.add(part)
    elif part.email != person.email:
        links.revoke(part, now=now)
        drafts.forget_sections(application, by=party)
        part.state, part.sent_at, part.mailed_at, part.question = Progress.INVITED, None, None, None
    part.name, part.email, part.language = person
    db.session.flush()  # its link names it by its id
    return part


def begin(part: Contribution, *, language: str) -> None:
    """Note that somebody has begun, in a language in which further mails come."""
    part.state = Progress.BEGUN
    part.language = language


def _all_sent(named: Sequence[Contribution], party: str) -> bool:
    states = [part.state for part in named if part.party == party]
    return bool(states) and all(state == Progress.SENT for state in states)
