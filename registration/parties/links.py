"""Links: whoever holds the token may act for a party of an application."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, insert, select, update
from sqlalchemy.orm import contains_eager

from registration.applications.models import Application
from registration.applications.states import State
from registration.core.db import db, table_of
from registration.core.settings import settings
from registration.core.tokens import new_token, token_hash
from registration.forms.rules.values import APPLICANT
from registration.parties.models import Contribution, Link
from registration.programmes.models import Programme

MAX_TOKEN = 100
MOST_AT_ONCE = 5
PAUSE = timedelta(minutes=2)
DAY = timedelta(days=1)
MOST_TO_OTHERS_A_DAY = 12

_ISSUE = insert(table_of(Link)).returning(table_of(Link).c.id)
_OPENED = (
    select(Application)
    .join(Programme)
    .outerjoin(Application.answers)
    .where(
        Application.reference == bindparam("reference"),
        exists().where(
            Link.application_id == Application.id,
            Link.party == APPLICANT,
            Link.id.in_(bindparam("links", expanding=True)),
            Link.expires_at > bindparam("at", type_=Link.expires_at.type),
            Link.revoked_at.is_(None),
        ),
    )
    .options(contains_eager(Application.programme), contains_eager(Application.answers))
)
_OPENED_PART = (
    select(Contribution)
    .join(Contribution.application)
    .join(Application.programme)
    .outerjoin(Application.answers)
    .where(
        Contribution.id == bindparam("number"),
        Application.reference == bindparam("reference"),
        exists().where(
            Link.contribution_id == Contribution.id,
            Link.id.in_(bindparam("links", expanding=True)),
            Link.expires_at > bindparam("at", type_=Link.expires_at.type),
            Link.revoked_at.is_(None),
        ),
    )
    .options(
        contains_eager(Contribution.application).options(
            contains_eager(Application.programme), contains_eager(Application.answers)
        )
    )
)


def issue(
    application: Application,
    *,
    to: Contribution | None = None,
    emailed_to: str | None = None,
    now: datetime,
) -> tuple[int, str]:
    """The id of a new link, and its token, which is kept nowhere.

    It opens the application to the applicant, or the part ``to`` to whoever fills that in.
    ``emailed_to`` says to which address alone the token is sent, so that opening it proves that
    address.
    """
    token = new_token()
    link = _row(application, token, to=to, emailed_to=emailed_to, now=now)
    return db.session.execute(_ISSUE, link).scalar_one(), token


def issue_all(applications: Sequence[Application], *, now: datetime) -> list[str]:
    """The token of a new link for each applicant, sent to their address alone; one statement."""
    tokens = [new_token() for _ in applications]
    rows = [
        _row(one, token, to=None, emailed_to=one.email, now=now)
        for one, token in zip(applications, tokens, strict=True)
    ]
    db.session.execute(insert(table_of(Link)), rows)
    return tokens


def _row(
    application: Application,
    token: str,
    *,
    to: Contribution | None,
    emailed_to: str | None,
    now: datetime,
) -> dict[str, object]:
    return {
        "token_hash": token_hash(token),
        "application_id": application.id,
        "party": to.party if to else APPLICANT,
        "contribution_id": to.id if to else None,
        "emailed_to": emailed_to,
        "created_at": now,
        "expires_at": now + timedelta(days=settings.link_days),
    }


def find(token: str, *, now: datetime) -> Link | None:
    """The applicant's link of a token, unless it is unknown, expired or revoked."""
    found = _find(token, now=now)
    return found if found and found.contribution_id is None else None


def find_invitation(token: str, *, now: datetime) -> Link | None:
    """The same of a link to somebody else's part, so that neither opens what is the other's."""
    found = _find(token, now=now)
    return found if found and found.contribution_id is not None else None


def _find(token: str, *, now: datetime) -> Link | None:
    if len(token) > MAX_TOKEN:
        return None
    query = select(Link).where(
        Link.token_hash == token_hash(token), Link.expires_at > now, Link.revoked_at.is_(None)
    )
    return db.session.scalar(query)


def opened_application(
    reference: str, link_ids: Sequence[int], *, now: datetime
) -> Application | None:
    """The application of this reference if one of the links opens it; with its answers."""
    if not link_ids:
        return None
    values = {"reference": reference, "links": link_ids, "at": now}
    return db.session.scalars(_OPENED, values).unique().first()


def opened_part(
    reference: str, number: int, link_ids: Sequence[int], *, now: datetime
) -> Contribution | None:
    """The part of this number if one of the links opens it; with the application's answers."""
    if not link_ids:
        return None
    values = {"reference": reference, "number": number, "links": link_ids, "at": now}
    return db.session.scalars(_OPENED_PART, values).unique().first()


def drafts_for(
    programme: Programme, link_ids: Sequence[int], *, now: datetime
) -> Sequence[Application]:
    """The drafts for a programme that some links open, newest first."""
    if not link_ids:
        return ()
    query = (
        select(Application)
        .where(
            Application.programme_id == programme.id,
            Application.state == State.DRAFT,
            exists().where(
                Link.application_id == Application.id,
                Link.party == APPLICANT,
                Link.id.in_(link_ids),
                Link.expires_at > now,
                Link.revoked_at.is_(None),
            ),
        )
        .order_by(Application.id.desc())
    )
    return db.session.scalars(query).all()


def applications_of(email: str, *, reference: str) -> Sequence[Application]:
    """The newest applications of an address, of ``reference`` alone where one is given."""
    query = select(Application).where(Application.email == email)
    if reference:
        query = query.where(Application.reference == reference)
    query = query.where(Application.state != State.WITHDRAWN)
    return db.session.scalars(query.order_by(Application.id.desc()).limit(MOST_AT_ONCE)).all()


def may_mail_again(application: Application, *, now: datetime) -> bool:
    """Whether some minutes have passed since the applicant was last mailed a link, so that nobody
    can flood a mailbox over our pages.
    """
    query = select(func.count()).where(
        Link.application_id == application.id,
        Link.party == APPLICANT,
        Link.emailed_to.is_not(None),
        Link.created_at > now - PAUSE,
    )
    return not db.session.scalar(query)


def may_mail_others(application: Application, *, now: datetime) -> bool:
    """Whether links to other people may leave today, so that nobody writes to strangers over us."""
    query = select(func.count()).where(
        Link.application_id == application.id,
        Link.party != APPLICANT,
        Link.created_at > now - DAY,
    )
    return (db.session.scalar(query) or 0) < MOST_TO_OTHERS_A_DAY


def may_mail_part_again(part: Contribution, *, now: datetime) -> bool:
    """Whether some minutes have passed since this part's link was last mailed."""
    waited = part.mailed_at is None or part.mailed_at <= now - PAUSE
    return waited and may_mail_others(part.application, now=now)


def revoke(part: Contribution, *, now: datetime) -> None:
    """Make all links to a part worthless, because somebody else fills it in now."""
    query = update(Link).where(Link.contribution_id == part.id, Link.revoked_at.is_(None))
    db.session.execute(query.values(revoked_at=now))


def parts_of(email: str) -> Sequence[Contribution]:
    """The newest parts that somebody with this address is asked for."""
    query = (
        select(Contribution)
        .join(Application)
        .where(Contribution.email == email, Contribution.mailed_at.is_not(None))
        .where(Application.state != State.WITHDRAWN)
        .order_by(Contribution.id.desc())
        .limit(MOST_AT_ONCE)
    )
    return db.session.scalars(query).all()


def without(link_ids: Sequence[int], application_id: int) -> list[int]:
    """The links that do not open an application."""
    query = select(Link.id).where(Link.id.in_(link_ids), Link.application_id != application_id)
    return list(db.session.scalars(query))


def prove_email(link: Link, *, now: datetime) -> None:
    """Whoever opens a link that went to one address alone, reads that address."""
    application = link.application
    if link.emailed_to is not None and link.emailed_to == application.email:
        application.email_proved_at = application.email_proved_at or now
