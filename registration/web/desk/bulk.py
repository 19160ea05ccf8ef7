"""Decide about many applications: first see what would happen, then do it in one go."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from registration.applications import queue as applications
from registration.applications.models import Application
from registration.applications.references import tidy_reference
from registration.core import clock
from registration.core.db import db
from registration.core.errors import RuleBroken
from registration.core.languages import N_, say, say_many
from registration.parties import contributions
from registration.programmes.catalogue import places_left
from registration.programmes.models import Programme
from registration.staff.permissions import Act as Right
from registration.staff.permissions import visible_programmes
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.decisions import mail_of, problem_of
from registration.web.desk.inputs import DecisionInput
from registration.web.desk.possible import possible_acts
from registration.web.desk.queue import read_filters
from registration.web.desk.words import ACTS, IN_BULK
from registration.web.shared import access
from registration.workflow import errors, places, waiting_list
from registration.workflow.actors import Actor, staff_actor
from registration.workflow.acts import Act
from registration.workflow.engine import transition

MOST = 500
REASONS: dict[type[RuleBroken], str] = {
    errors.AlreadyDecided: N_("Somebody else changed it in the meantime."),
    errors.IllegalTransition: N_("This is not possible in its state."),
    errors.PartsMissing: N_("Others have not filled in their part yet."),
    errors.ProgrammeFull: N_("No place is left for it."),
}
NOT_FOR_ALL = N_("There are not enough places for all who belong together.")
OTHER_REASON = N_("It was refused by a rule.")


@dataclass(frozen=True)
class Outcome:
    """What became of one application; ``reason`` is empty where it was done."""

    application: Application
    reason: str


@blueprint.post("/desk/bulk")
@access.staff(Right.DECIDE)
def look_ahead() -> ResponseReturnValue:
    """How many, what they need, who is left out, and a sample of the mail. Changes nothing."""
    return _page(_act(), _chosen_rows(), DecisionInput())


@blueprint.post("/desk/bulk/do")
@access.staff(Right.DECIDE)
def decide_all() -> ResponseReturnValue:
    """Decide about exactly those that were shown, each as it was shown."""
    act = _act()
    form = DecisionInput()
    seen = dict(_items())
    chosen = _by_reference(list(seen))
    if not chosen:
        abort(422)
    if not form.validate():
        return _page(act, chosen, form), 422
    places.lock(one.programme_id for one in chosen)
    by = staff_actor(access.person_or_404())
    outcomes = [
        outcome
        for party in waiting_list.together(chosen)
        for outcome in _decide_together(party, act, by, seen, form.words)
    ]
    done = [one.application for one in outcomes if not one.reason]
    refused = [one for one in outcomes if one.reason]
    if not refused:
        flash(
            say_many(
                g.language,
                len(done),
                "Done for %(num)s application.",
                "Done for %(num)s applications.",
            ),
            "success",
        )
        return redirect(url_for("desk.queue"), 303)
    title = say(g.language, ACTS[act].title)
    return render_template("desk/bulk_done.html", title=title, done=done, refused=refused)


def _page(act: Act, chosen: Sequence[Application], form: DecisionInput) -> str:
    now = clock.now()
    fit = [one for one in chosen if act in possible_acts(one, now=now)]
    return render_template(
        "desk/bulk.html",
        act=act,
        title=say(g.language, ACTS[act].title),
        fit=fit,
        left_out=[one for one in chosen if one not in fit],
        limit=MOST if len(chosen) == MOST else None,
        programmes=_needs(fit),
        form=form,
        problem=problem_of(form),
        mail=mail_of(fit[0], act, form.words, now=now) if fit else None,
    )


def _act() -> Act:
    name = request.form.get("act", "")
    return Act(name) if name in set(IN_BULK) else abort(422)


def _decide_together(
    party: Sequence[Application], act: Act, by: Actor, seen: dict[str, int], words: str | None
) -> list[Outcome]:
    """Those who belong together get places all of them or none."""
    if act is Act.OFFER and len(party) > 1:
        quotas = places.of_programme(places.lock([party[0].programme_id]))
        try:
            places.require_room_together(party, quotas)
        except errors.ProgrammeFull:
            return [Outcome(one, say(g.language, NOT_FOR_ALL)) for one in party]
    return [_decide(one, act, by, seen[one.reference], words) for one in party]


def _decide(
    application: Application, act: Act, by: Actor, revision: int, words: str | None
) -> Outcome:
    try:
        transition(application, act, by=by, now=clock.now(), seen_revision=revision, note=words)
    except RuleBroken as error:
        reason = say(g.language, REASONS.get(type(error), OTHER_REASON))
        return Outcome(application, reason)
    return Outcome(application, "")


def _chosen_rows() -> Sequence[Application]:
    """The ticked applications, or all that the filters leave."""
    if "everything" not in request.form:
        return _by_reference(request.form.getlist("reference"))
    mine = [one.id for one in scope.programmes(Right.DECIDE)]
    filters, _ = read_filters(mine, request.form.to_dict())
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
        .options(contains_eager(Application.programme), *contributions.loaded())
        .limit(MOST)
    )
    return db.session.scalars(query).unique().all()


def _items() -> list[tuple[str, int]]:
    """(reference, revision) of each application as the look ahead showed it."""
    found = []
    for item in request.form.getlist("item")[:MOST]:
        reference, _, revision = item.partition(":")
        if revision.isdecimal() and len(revision) < len(str(10**9)):
            found.append((tidy_reference(reference), int(revision)))
    return found


def _needs(fit: Sequence[Application]) -> list[tuple[Programme, int, int | None]]:
    """(programme, places needed, places left) of the programmes concerned."""
    needed: dict[Programme, int] = {}
    for one in fit:
        needed[one.programme] = needed.get(one.programme, 0) + one.party_size
    return [(programme, number, places_left(programme)) for programme, number in needed.items()]
