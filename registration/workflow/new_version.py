"""A form gets a new version: what happens to the applications that are under way with an older one.

Nobody's application changes its version unless the coordinator says so, and never its form.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from registration.applications import answers, drafts
from registration.applications.models import Application
from registration.applications.states import State
from registration.core.db import db
from registration.core.languages import text
from registration.forms.models import FormVersion
from registration.forms.rules.values import APPLICANT
from registration.parties import contributions
from registration.programmes.models import Programme, Selection
from registration.workflow import places
from registration.workflow.actors import Actor
from registration.workflow.acts import Act
from registration.workflow.engine import transition
from registration.workflow.limits import use_form

WITH_THE_APPLICANT = (State.DRAFT, State.RETURNED)
UNDECIDED = (State.SUBMITTED, State.IN_REVIEW)


@dataclass(frozen=True)
class Adoption:
    """How many applications go on with the new version, and how many of them were asked."""

    carried: int
    asked: int


def adopt(  # what the coordinator decides for this version
    version: FormVersion,
    programmes: Sequence[Programme],
    *,
    drafts_follow: bool,
    ask: Mapping[str, str] | None,
    by: Actor,
    now: datetime,
) -> Adoption:
    """Let programmes ask by a version from now on.

    Args:
        version: published.
        programmes: which.
        drafts_follow: whether drafts and returned applications go on with it, with all that was
            typed; else they keep theirs.
        ask: by language, what the applicants of undecided applications are told whose answers
            lack something now, or who have to say who fills in a part; those applications are sent
            back. None keeps their version.
        by: who decides.
        now: the moment, aware.

    Raises:
        LimitTooLow: more people chose something already than the version lets have it.
    """
    places.lock(programme.id for programme in programmes)
    for programme in sorted(programmes, key=lambda one: one.id):
        use_form(programme, version)
    carried = asked = 0
    for application in _under_way(version, programmes, WITH_THE_APPLICANT if drafts_follow else ()):
        drafts.carry_over(application, version, sent=_sent(application), now=now)
        carried += 1
    may_be_asked = [one for one in programmes if one.selection != Selection.FIRST_COME]
    for application in _under_way(version, may_be_asked, UNDECIDED if ask else ()):
        drafts.carry_over(application, version, sent=_sent(application), now=now)
        carried += 1
        if answers.missing_sections(application) or contributions.unnamed(application):
            words = text(ask, application.language)
            transition(application, Act.SEND_BACK, by=by, now=now, question=words)
            asked += 1
        else:
            places.hold_choices(application, places.lock([application.programme_id]))
    return Adoption(carried, asked)


def _sent(application: Application) -> set[str]:
    """The parties who have sent what they were asked for at least once."""
    if application.submitted_at is None:
        return set()
    return {APPLICANT} | contributions.arrived(application)


def _under_way(
    version: FormVersion, programmes: Sequence[Programme], states: Sequence[State]
) -> Iterator[Application]:
    if not programmes or not states:
        return iter(())
    query = (
        select(Application)
        .join(Programme)
        .join(FormVersion, Application.form_version_id == FormVersion.id)
        .where(
            Application.programme_id.in_([one.id for one in programmes]),
            Application.state.in_(states),
            Application.form_version_id != version.id,
            FormVersion.form_id == version.form_id,
        )
        .order_by(Application.id)
        .options(
            contains_eager(Application.programme).selectinload(Programme.dates),
            selectinload(Application.documents),
            *contributions.loaded(),
        )
    )
    return iter(db.session.scalars(query).all())
