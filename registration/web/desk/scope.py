"""What the signed-in person may reach: records are always fetched through this."""

from collections.abc import Iterable, Sequence

from flask import g
from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import contains_eager, load_only, selectinload

from registration.applications.models import Application
from registration.applications.references import tidy_reference
from registration.core.db import db
from registration.core.errors import Forbidden, NotFound
from registration.core.languages import text
from registration.decisions import batches
from registration.decisions.models import Batch
from registration.forms import versions
from registration.forms.models import Form, FormVersion
from registration.forms.readers import Reader
from registration.notices.mailing_models import Mailing, MailingRecipient
from registration.programmes.models import Partner, Programme
from registration.review import stages
from registration.review.models import Assignment, ReviewStage
from registration.staff.permissions import (
    Act,
    may,
    may_everywhere,
    roles_on,
    visible_programmes,
)
from registration.web.shared import access


def programmes(act: Act = Act.SEE) -> Sequence[Programme]:
    """The programmes for which this person may ``act`` on applications; their names only."""
    query = (
        select(Programme)
        .where(_reads_applications(act), Programme.form_version_id.is_not(None))
        .options(load_only(Programme.id, Programme.slug, Programme.title, Programme.kind))
        .order_by(Programme.closes_at.desc(), Programme.id)
    )
    return db.session.scalars(query).all()


def application(reference: str, act: Act = Act.SEE) -> Application:
    """One application.

    Raises:
        NotFound: there is none that this person may see, or nobody has sent it yet.
        Forbidden: it may be seen, but not this.
    """
    query = (
        select(Application)
        .join(Programme)
        .where(
            Application.reference == tidy_reference(reference),
            Application.submitted_at.is_not(None),
            _reads_applications(Act.SEE),
        )
        .options(
            contains_eager(Application.programme).selectinload(Programme.partners),
            selectinload(Application.answers),
        )
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    if not may(access.person(), act, found.programme):
        raise Forbidden
    return found


def reader(
    programme: Programme, *, opened: bool = False, blind: frozenset[str] | None = None
) -> Reader:
    """This person as a reader of the answers to a programme's form; ``blind`` as in ``Reader``."""
    return Reader(roles=roles_on(access.person(), programme), opened=opened, blind=blind)


def readable(act: Act = Act.SEE) -> ColumnElement[bool]:
    """The condition on ``Programme`` under which ``application`` finds one, to query others by."""
    return _reads_applications(act)


def reads_applications(programme: Programme) -> bool:
    """Whether all applications of a programme that this person may see are open to them."""
    return stages.open_to(access.person(), programme)


def reads_everything() -> bool:
    """The same for all programmes of all partners, also future ones."""
    return may_everywhere(access.person(), Act.DECIDE)


def stage(slug: str, number: int) -> ReviewStage:
    """One stage of review of a programme for which this person may decide.

    Raises:
        NotFound: there is none that this person may see.
        Forbidden: the programme may be seen, but not this.
    """
    found = programme(slug, Act.DECIDE)
    stage = db.session.get(ReviewStage, number)
    if stage is None or stage.programme_id != found.id:
        raise NotFound
    return stage


def own_review(number: int) -> Assignment:
    """What this person is assigned to review, as long as they have a role on the programme.

    Raises:
        NotFound: there is none.
    """
    person = access.person_or_404()
    found = db.session.get(Assignment, number)
    if found is None or found.reviewer_id != person.id:
        raise NotFound
    if not may(person, Act.SEE, found.stage.programme):
        raise NotFound
    return found


def programme(slug: str, act: Act = Act.SEE) -> Programme:
    """One programme with its quotas.

    Raises:
        NotFound: there is none that this person may see.
        Forbidden: it may be seen, but not this.
    """
    query = (
        select(Programme)
        .where(Programme.slug == slug, visible_programmes(access.person()))
        .options(selectinload(Programme.quotas), selectinload(Programme.partners))
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    if not may(access.person(), act, found):
        raise Forbidden
    return found


def batch(number: int) -> Batch:
    """What somebody decides, or has decided, in one go about applications of this person's.

    Raises:
        NotFound: there is none.
    """
    found = batches.find(number, visible=visible_programmes(access.person(), Act.DECIDE))
    if found is None:
        raise NotFound
    return found


def mailing(number: int) -> Mailing:
    """A mailing of this person's, who still reaches all to whom it goes.

    Raises:
        NotFound: there is none.
    """
    found = db.session.scalar(select(Mailing).where(Mailing.id == number, *_own_mailings()))
    if found is None:
        raise NotFound
    return found


def mailings(*, limit: int = 50) -> Sequence[Mailing]:
    """The newest mailings of this person."""
    query = select(Mailing).where(*_own_mailings()).order_by(Mailing.id.desc()).limit(limit)
    return db.session.scalars(query).all()


def forms() -> Sequence[Form]:
    """The forms that this person may change."""
    return db.session.scalars(select(Form).where(_buildable()).order_by(Form.key)).all()


def form(key: str) -> Form:
    """One form that this person may change.

    Raises:
        NotFound: there is none.
    """
    found = db.session.scalar(select(Form).where(Form.key == key, _buildable()))
    if found is None:
        raise NotFound
    return found


def programmes_with(form_ids: Iterable[int]) -> dict[int, list[Programme]]:
    """The programmes that ask by a form and that this person may see, by the form's id."""
    query = (
        select(FormVersion.form_id, Programme)
        .join(Programme, Programme.form_version_id == FormVersion.id)
        .where(FormVersion.form_id.in_(form_ids), visible_programmes(access.person()))
        .order_by(Programme.closes_at.desc(), Programme.id)
    )
    found: dict[int, list[Programme]] = {}
    for form_id, programme in db.session.execute(query):
        found.setdefault(form_id, []).append(programme)
    return found


def _own_mailings() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    person = access.person()
    beyond = (
        select(MailingRecipient.application_id)
        .join(Application, Application.id == MailingRecipient.application_id)
        .join(Programme, Programme.id == Application.programme_id)
        .where(
            MailingRecipient.mailing_id == Mailing.id,
            not_(visible_programmes(person, Act.DECIDE)),
        )
    )
    return Mailing.made_by_id == (person.id if person else 0), ~beyond.exists()


def _reads_applications(act: Act) -> ColumnElement[bool]:
    """The condition on ``Programme`` for ``reads_applications``, where this person may ``act``."""
    person = access.person()
    decides = visible_programmes(person, Act.DECIDE)
    return and_(visible_programmes(person, act), or_(decides, ~stages.exist()))


def published_forms(programme: Programme | None = None) -> list[tuple[FormVersion, str]]:
    """The forms by which ``programme``, or a new one, may ask: latest versions and their names.

    Those that this person may change, and first the version that it has.
    """
    keys = {form.id: form.key for form in forms()}
    latest = versions.latest_of(keys)
    own = programme.form_version if programme else None
    found = [own] if own is not None else []
    found += [version for version in latest.values() if version not in found]
    return [
        (one, text(one.document.get("title"), g.language) or keys.get(one.form_id, ""))
        for one in found
    ]


def models_for_new() -> Sequence[Programme]:
    """The programmes after which this person may make another, also those that are past."""
    query = (
        select(Programme)
        .where(visible_programmes(access.person(), Act.DECIDE))
        .options(load_only(Programme.id, Programme.slug, Programme.title))
        .order_by(Programme.id.desc())
    )
    return db.session.scalars(query).all()


def partners() -> Sequence[Partner]:
    """The partners of the partnership."""
    return db.session.scalars(select(Partner).order_by(Partner.id)).all()


def _buildable() -> ColumnElement[bool]:
    """A form belongs to those whose programmes ask by it; before any does, to everybody."""
    asking = (
        select(Programme.id)
        .join(FormVersion, Programme.form_version_id == FormVersion.id)
        .where(FormVersion.form_id == Form.id)
    )
    own = asking.where(visible_programmes(access.person(), Act.BUILD))
    return or_(~asking.exists(), own.exists())
