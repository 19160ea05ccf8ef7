"""What is decided about many applications in one go: seen before, undone in time, told after."""

from datetime import timedelta

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.core.languages import N_, say, say_many
from registration.core.settings import settings
from registration.decisions import batches, waiting
from registration.decisions.models import Batch, Decision, Progress
from registration.notices.render import Rendered
from registration.programmes.catalogue import places_left
from registration.programmes.models import Programme
from registration.staff.permissions import Act as Right
from registration.staff.permissions import visible_programmes
from registration.web.desk import quotas, scope
from registration.web.desk.asking import NEEDS_DAY, Day, day_in, usual_day
from registration.web.desk.blueprint import blueprint
from registration.web.desk.bulk import MOST
from registration.web.desk.decisions import mail_of, problem_of
from registration.web.desk.inputs import DecisionInput
from registration.web.desk.words import ACTS, TELLS
from registration.web.shared import access
from registration.workflow import deciding

AT_ONCE = 500  # as many are done before the page answers; the worker goes on with the rest
REASONS: dict[str, str] = {
    "AskedAlready": N_("It is being asked already."),
    "AlreadyDecided": N_("Somebody else changed it in the meantime."),
    "DecisionWaits": N_("A decision about it waits already."),
    "GroupDoesNotFit": N_("There are not enough places for all who belong together."),
    "GroupNotWhole": N_(
        "Others of its group would be left behind: they were not chosen, or cannot get a place "
        "now. Choose the whole group."
    ),
    "IllegalTransition": N_("This is not possible in its state."),
    "NothingToAsk": N_("Its form asks for nothing after acceptance."),
    "PartsMissing": N_("Others have not filled in their part yet."),
    "ProgrammeFull": N_("No place is left for it."),
}
OTHER_REASON = N_("It was refused by a rule.")


@blueprint.get("/desk/decisions/<int(max=2147483647):batch_id>")
@access.staff(Right.DECIDE)
def batch(batch_id: int) -> ResponseReturnValue:
    """What would happen; later on, what did, and what can still be undone."""
    form = DecisionInput(formdata=None, until=usual_day(clock.now()))
    return _page(scope.batch(batch_id), form)


@blueprint.post("/desk/decisions/<int(max=2147483647):batch_id>")
@access.staff(Right.DECIDE)
def decide_batch(batch_id: int) -> ResponseReturnValue:
    """Show the mail again, decide, or forget about it."""
    found, form, now = scope.batch(batch_id), DecisionInput(), clock.now()
    if request.form.get("go") == "drop":
        deciding.drop(found)
        return redirect(url_for("desk.queue"), 303)
    valid, day = form.validate(), _day(found, form)
    if not valid or (day and day.problem):
        return _page(found, form), 422
    if request.form.get("go") == "preview":
        return _page(found, form)
    by, undo_for = access.person_or_404(), timedelta(minutes=settings.undo_minutes)
    note, until = form.words, form.until.data
    deciding.decide(found, by=by, now=now, note=note, undo_for=undo_for, until=until)
    deciding.carry_out(waiting.due(now, batch=found, limit=AT_ONCE), now=now)
    return redirect(url_for("desk.batch", batch_id=found.id), 303)


@blueprint.post("/desk/decisions/<int(max=2147483647):batch_id>/undo")
@access.staff(Right.DECIDE)
def undo_batch(batch_id: int) -> ResponseReturnValue:
    """Take back what has not taken effect yet."""
    found = scope.batch(batch_id)
    ids = batches.waiting_ids(found, visible=_visible())
    undone = deciding.undo(ids, by=access.person_or_404(), now=clock.now())
    if undone:
        told = say_many(
            g.language,
            undone,
            "%(num)s decision was undone. No mail has left.",
            "%(num)s decisions were undone. No mail has left.",
        )
        flash(told, "success")
    else:
        flash(say(g.language, "It is too late to undo this: it has taken effect."), "error")
    return redirect(url_for("desk.batch", batch_id=found.id), 303)


def _page(found: Batch, form: DecisionInput) -> str:
    visible, counts = _visible(), batches.counts(found, visible=_visible())
    words = ACTS.get(found.act) or abort(404)
    shown = {
        state: batches.decisions(found, state, visible=visible) if state in counts else []
        for state in Progress
    }
    with_address = (one for one in shown[Progress.CONSIDERED] if one.application.email)
    sample = next(with_address, None)
    return render_template(
        "desk/batch.html",
        batch=found,
        title=say(g.language, words.title),
        counts=counts,
        shown=shown,
        limit=MOST if sum(counts.values()) == MOST else None,
        programmes=_needs(found),
        mails=batches.mails(found, visible=visible),
        undo_minutes=settings.undo_minutes if found.act in deciding.DECISIONS else 0,
        next_due=batches.next_due(found),
        approvers=[(one, waiting.still_to_approve(one)) for one in shown[Progress.WAITING]],
        reason=lambda one: say(g.language, REASONS.get(one.reason, OTHER_REASON)),
        form=form,
        problem=problem_of(form),
        tells=found.act in TELLS,
        decides=found.act in deciding.DECISIONS,
        day=_day(found, form),
        sample=sample,
        mail=_mail(sample, form) if sample else None,
    )


def _mail(first: Decision, form: DecisionInput) -> Rendered | None:
    act, until = first.batch.act, form.until.data
    return mail_of(first.application, act, form.words, until=until, now=clock.now())


def _day(found: Batch, form: DecisionInput) -> Day | None:
    if found.act not in NEEDS_DAY:
        return None
    return day_in(form, found.act, [one for one, *_ in _needs(found)], now=clock.now())


def _needs(
    found: Batch,
) -> list[tuple[Programme, int, int | None, list[tuple[str, int, int]]]]:
    """(programme, places needed, places left, the same under each limit in it) where any are."""
    needed = batches.places_needed(found, visible=_visible())
    return [
        (one, number, places_left(one), quotas.needed_of(one, parties))
        for one, number, parties in needed
    ]


def _visible() -> batches.Visible:
    return visible_programmes(access.person(), Right.DECIDE)
