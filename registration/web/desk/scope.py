"""What the signed-in person may reach: records are always fetched through this."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager, load_only, selectinload

from registration.applications.models import Application
from registration.applications.references import tidy_reference
from registration.core.db import db
from registration.core.errors import Forbidden, NotFound
from registration.decisions import batches
from registration.decisions.models import Batch
from registration.forms.models import Form, FormVersion
from registration.forms.readers import Reader
from registration.programmes.models import Programme
from registration.staff.permissions import Act, may, roles_on, visible_programmes
from registration.web.shared import access


def programmes(act: Act = Act.SEE) -> Sequence[Programme]:
    """The programmes for which this person may ``act``; their names only."""
    query = (
        select(Programme)
        .where(visible_programmes(access.person(), act), Programme.form_version_id.is_not(None))
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
            visible_programmes(access.person()),
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


def reader(programme: Programme, *, opened: bool = False) -> Reader:
    """This person as a reader of the answers to a programme's form."""
    return Reader(roles=roles_on(access.person(), programme), opened=opened)


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


def _buildable() -> ColumnElement[bool]:
    """A form belongs to those whose programmes ask by it; before any does, to everybody."""
    asking = (
        select(Programme.id)
        .join(FormVersion, Programme.form_version_id == FormVersion.id)
        .where(FormVersion.form_id == Form.id)
    )
    own = asking.where(visible_programmes(access.person(), Act.BUILD))
    return or_(~asking.exists(), own.exists())
