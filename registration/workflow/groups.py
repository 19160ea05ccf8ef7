"""Those who belong together get places all of them or none.

Whoever of a group is still open keeps the others from a place, unless a decision waits that gives
one to them or rejects them. Whoever has a place, or is settled, keeps nobody.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, select

from registration.applications.models import Application
from registration.applications.states import State
from registration.core.db import db
from registration.decisions import waiting
from registration.decisions.models import Batch, Decision, Progress
from registration.workflow import places
from registration.workflow.acts import Act
from registration.workflow.errors import GroupDoesNotFit, ProgrammeFull
from registration.workflow.line_up import OPEN

Group = tuple[int, str | None]  # the id of the programme and the key within it


def of(application: Application | Row[Any]) -> Group:
    """The group of an application; without a key where it belongs to nobody."""
    return application.programme_id, application.group_key


def others_of(application: Application) -> Sequence[Application]:
    """Those who belong together with an application, in the order of their arrival."""
    if application.group_key is None:
        return []
    query = select(Application).where(_are_of([application]), Application.id != application.id)
    return db.session.scalars(query.order_by(Application.submitted_at, Application.id)).all()


def to_decide_with(application: Application, others: Sequence[Application]) -> list[Application]:
    """Those of a group about whom is still to be decided, where it is about this one as well."""
    if application.state not in OPEN:
        return []
    return [application, *(one for one in others if one.state in OPEN)]


def waiting_with(application: Application) -> list[Application]:
    """Those of its group who stand on the waiting list, about whom nothing is decided yet."""
    others = [one for one in others_of(application) if one.state == State.WAITLISTED]
    decided = waiting.about_these([one.id for one in others]) if others else {}
    return [one for one in others if one.id not in decided]


def would_split(application: Application) -> bool:
    """Whether a place for it alone would leave others of its group behind.

    Exact under the lock of its programme's places, under which groups are made as well.
    """
    db.session.refresh(application, ["group_key"])  # it may be in a group since it was loaded
    return bool(left_behind([application]))


def left_behind(applications: Collection[Application | Row[Any]]) -> set[Group]:
    """The groups of which somebody would be left behind if places went to these alone.

    Rows have the columns ``id``, ``programme_id`` and ``group_key`` of applications.
    """
    served = {one.id for one in applications}
    grouped = [one for one in applications if one.group_key is not None]
    if not grouped:
        return set()
    query = select(Application.id, Application.programme_id, Application.group_key).where(
        _are_of(grouped), Application.state.in_(OPEN), ~_is_decided()
    )
    return {
        (programme_id, key)
        for application_id, programme_id, key in db.session.execute(query)
        if application_id not in served
    }


def why_not_together(party: Sequence[Application]) -> GroupDoesNotFit | None:
    """What keeps all of a party from places at once, under the lock; None where nothing does.

    For one alone this is not asked, as taking its places says so.
    """
    if len(party) == 1:
        return None
    quotas = places.of_programme(places.lock([party[0].programme_id]))
    try:
        places.require_room_together(party, quotas)
    except ProgrammeFull:
        return GroupDoesNotFit()
    return None


def _are_of(grouped: Collection[Application | Row[Any]]) -> ColumnElement[bool]:
    return Application.programme_id.in_({one.programme_id for one in grouped}) & (
        Application.group_key.in_({one.group_key for one in grouped})
    )


def _is_decided() -> ColumnElement[bool]:
    """A decision waits to give it a place or to reject it, and it is as that decision saw it."""
    return exists().where(
        Decision.application_id == Application.id,
        Decision.revision == Application.revision,
        Decision.state == Progress.WAITING,
        Decision.batch_id == Batch.id,
        Batch.act.in_([Act.OFFER, Act.REJECT]),
    )
