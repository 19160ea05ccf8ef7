"""Choose many applications in the queue, to look at what deciding about them would do."""

from collections.abc import Sequence

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, selectinload

from registration.applications import queue as applications
from registration.applications.models import Application
from registration.applications.references import tidy_reference
from registration.core import clock
from registration.core.db import db
from registration.core.languages import say
from registration.parties import contributions
from registration.programmes.models import Programme
from registration.staff.permissions import Act as Right
from registration.staff.permissions import visible_programmes
from registration.web.desk import address
from registration.web.desk.blueprint import blueprint
from registration.web.desk.words import IN_BULK
from registration.web.shared import access
from registration.workflow import deciding
from registration.workflow.acts import Act

MOST = 5000


@blueprint.post("/desk/bulk")
@access.staff(Right.DECIDE)
def look_ahead() -> ResponseReturnValue:
    """Note which applications are meant, and how they stand; nothing happens to them yet."""
    name = request.form.get("act", "")
    act = Act(name) if name in set(IN_BULK) else abort(422)
    chosen = _chosen_rows()
    if not chosen:
        flash(say(g.language, "Please choose the applications first."), "error")
        return redirect(url_for("desk.queue"), 303)
    batch = deciding.consider(act, chosen, by=access.person_or_404(), now=clock.now())
    return redirect(url_for("desk.batch", batch_id=batch.id), 303)


def _chosen_rows() -> Sequence[Application]:
    """The ticked applications, or all that the filters leave."""
    if "everything" not in request.form:
        return _by_reference(request.form.getlist("reference"))
    filters = address.read(request.form).filters
    return _load(applications.sent(filters).order_by(Application.submitted_at, Application.id))


def _by_reference(references: list[str]) -> Sequence[Application]:
    wanted = [tidy_reference(one) for one in references[:MOST]]
    query = select(Application).where(
        Application.reference.in_(wanted), Application.submitted_at.is_not(None)
    )
    return _load(query.order_by(Application.submitted_at, Application.id))


def _load(query: Select[Application]) -> Sequence[Application]:
    query = (
        query.join(Programme)
        .where(visible_programmes(access.person(), Right.DECIDE))
        .options(
            contains_eager(Application.programme),
            selectinload(Application.decisions),  # type: ignore[attr-defined]  # a backref
            *contributions.loaded(),
        )
        .limit(MOST)
    )
    return db.session.scalars(query).unique().all()
