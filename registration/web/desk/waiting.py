"""Decisions that wait: for the yes of the other partner, or to be released together."""

from collections.abc import Sequence

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.core.languages import say, say_many
from registration.core.numbers import whole_number
from registration.decisions import batches, waiting
from registration.decisions.models import Decision
from registration.programmes.models import Programme
from registration.staff.permissions import Act as Right
from registration.staff.permissions import partners_of
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.words import ACTS
from registration.web.shared import access
from registration.workflow import deciding
from registration.workflow.actors import staff_actor


@blueprint.get("/desk/decisions")
@access.staff(Right.DECIDE)
def decisions() -> ResponseReturnValue:
    """Where decisions wait, and what this person decided last."""
    programmes = scope.programmes(Right.DECIDE)
    counts = waiting.counts([one.id for one in programmes])
    return render_template(
        "desk/decisions.html",
        programmes=[(one, _sums(counts[one.id])) for one in programmes if one.id in counts],
        mine=batches.newest_of(access.person_or_404().id),
        title_of=_title_of,
    )


@blueprint.get("/desk/programmes/<slug>/decisions")
@access.staff(Right.DECIDE)
def programme_decisions(slug: str) -> ResponseReturnValue:
    """The decisions of a programme that wait, and for whom."""
    programme = scope.programme(slug, Right.DECIDE)
    found = waiting.of_programme(programme)
    mine = partners_of(access.person(), Right.DECIDE, programme)
    return render_template(
        "desk/programme_decisions.html",
        programme=programme,
        rows=[(one, waiting.still_to_approve(one), _for_me(one, mine)) for one in found],
        sums=_sums(waiting.counts([programme.id]).get(programme.id, {})),
        shown=len(found),
        title_of=_title_of,
    )


@blueprint.post("/desk/programmes/<slug>/decisions")
@access.staff(Right.DECIDE)
def change_decisions(slug: str) -> ResponseReturnValue:
    """Approve or undo the ticked ones, or release all that are approved."""
    programme = scope.programme(slug, Right.DECIDE)
    by, now = access.person_or_404(), clock.now()
    go = request.form.get("go", "")
    if go == "release":
        done = deciding.release(programme, by=staff_actor(by), now=now)
        _tell(done, say(g.language, "No decision was kept back any more."))
    elif chosen := _chosen(programme):
        if go == "undo":
            done = deciding.undo([one.id for one in chosen], by=by, now=now)
        else:
            done = deciding.approve(chosen, by=by, now=now)
        _tell(done, say(g.language, "These decisions do not wait for you any more."))
    else:
        flash(say(g.language, "Please tick the decisions that you mean."), "error")
    return redirect(_back(slug), 303)


def _back(slug: str) -> str:
    """To where the button stands: the list, or the page of the one application."""
    reference = request.form.get("reference", "")
    if reference:
        return url_for("desk.application", reference=reference)
    return url_for("desk.programme_decisions", slug=slug)


def _tell(done: int, nothing: str) -> None:
    if not done:
        flash(nothing, "error")
        return
    told = say_many(g.language, done, "Done for %(num)s decision.", "Done for %(num)s decisions.")
    flash(told, "success")


def _chosen(programme: Programme) -> Sequence[Decision]:
    ticked = request.form.getlist("decision")
    ids = [number for one in ticked if (number := whole_number(one)) is not None]
    return waiting.of_programme(programme, only=ids)


def _for_me(decision: Decision, mine: frozenset[int]) -> bool:
    return any(one.id in mine for one in waiting.still_to_approve(decision))


def _sums(counts: dict[tuple[str, bool], int]) -> list[tuple[str, int, int]]:
    """(what was decided, how often to be approved still, how often approved)."""
    acts = sorted({act for act, _ in counts})
    return [
        (_title_of(act), counts.get((act, False), 0), counts.get((act, True), 0)) for act in acts
    ]


def _title_of(act: str) -> str:
    return say(g.language, ACTS[act].title)
