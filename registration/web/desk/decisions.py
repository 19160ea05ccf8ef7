"""Decide about one application, with the mail shown before it goes."""

from collections.abc import Mapping
from datetime import date, datetime

from flask import abort, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from registration.applications.models import Application
from registration.core import clock
from registration.core.db import db
from registration.core.languages import N_, say
from registration.notices.preview import preview
from registration.notices.render import Rendered
from registration.programmes.windows import end_of_day, end_of_offer
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.application import history
from registration.web.desk.asking import day_in, usual_day
from registration.web.desk.blueprint import blueprint
from registration.web.desk.inputs import DecisionInput
from registration.web.desk.possible import refusal
from registration.web.desk.returning import Asked, remarks_in
from registration.web.desk.returning import asked as asked_back
from registration.web.desk.way import came_from, to_application
from registration.web.desk.words import ACTS, Words
from registration.web.shared import access
from registration.workflow import deciding
from registration.workflow.actors import SYSTEM, staff_actor
from registration.workflow.acts import Act
from registration.workflow.engine import transition
from registration.workflow.errors import AlreadyDecided, ProgrammeFull
from registration.workflow.table import acts_open


@blueprint.get("/desk/applications/<reference>/decide/<act>")
@access.staff(Right.DECIDE)
def consider(reference: str, act: str) -> ResponseReturnValue:
    """What would happen, and the mail that would go."""
    words = ACTS.get(act) or abort(404)
    application = scope.application(reference, Right.DECIDE)
    if act not in acts_open(application.state, "staff"):
        return _decided(application)
    refused = refusal(application, Act(act), now=clock.now())
    if refused is not None:
        raise refused
    form = DecisionInput(revision=str(application.revision), until=usual_day(clock.now()))
    return _page(application, act, words, form)


@blueprint.post("/desk/applications/<reference>/decide/<act>")
@access.staff(Right.DECIDE)
def decide(reference: str, act: str) -> ResponseReturnValue:
    """Show the mail again, or decide."""
    words = ACTS.get(act) or abort(404)
    application = scope.application(reference, Right.DECIDE)
    form, sections = DecisionInput(), _sections(application, act)
    remarks = remarks_in(sections)
    empty = act == Act.SEND_BACK and not form.words and not remarks
    valid, day = form.validate(), day_in(form, act, [application.programme], now=clock.now())
    if not valid or empty or any(one.problem for one in (*sections, day) if one):
        return _page(application, act, words, form, asked=empty), 422
    if request.form.get("go") == "preview":
        return _page(application, act, words, form)
    try:
        told = _carry_out(application, Act(act), form, remarks)
    except AlreadyDecided:
        db.session.refresh(application)
        return _decided(application)
    except ProgrammeFull:
        return _page(application, act, words, form, full=True), 409
    flash(say(g.language, told or words.done), "success")
    return redirect(to_application(application), 303)


def _carry_out(
    application: Application, act: Act, form: DecisionInput, remarks: Mapping[str, str]
) -> str:
    """Decide, at once or as far as this person can; what to tell where it does not take effect."""
    by, now = access.person_or_404(), clock.now()
    if not deciding.is_carried_out_at_once(application.programme, act, by=by):
        deciding.propose(application, act, by=by, now=now, seen_revision=form.seen, note=form.words)
        return N_("Your decision is noted. It takes effect as soon as nothing is missing any more.")
    question, note = (form.words, None) if act == Act.SEND_BACK else (None, form.words)
    transition(
        application,
        act,
        by=staff_actor(by),
        now=now,
        seen_revision=form.seen,
        note=note,
        question=question,
        remarks=remarks,
        until=form.until.data,
    )
    return ""


def mail_of(
    application: Application,
    act: str,
    words: str | None,
    *,
    remarks: Mapping[str, str] | None = None,
    until: date | None = None,
    now: datetime,
) -> Rendered | None:
    """The mail that ``act`` would send with the coordinator's ``words``, ``remarks``, and day."""
    days = application.programme.confirm_within_days
    return preview(
        act,
        application,
        offer_ends=None if days is None else end_of_offer(application.programme, days, now=now),
        note=None if act == Act.SEND_BACK else words,
        question=(words or ("" if remarks else "…")) if act == Act.SEND_BACK else None,
        remarks=remarks,
        due_at=end_of_day(application.programme, until) if until else None,
    )


def _sections(application: Application, act: str) -> list[Asked]:
    return asked_back(application) if act == Act.SEND_BACK else []


def _page(  # what the page may have to say
    application: Application,
    act: str,
    words: Words,
    form: DecisionInput,
    *,
    asked: bool = False,
    full: bool = False,
) -> str:
    sections, now, until = _sections(application, act), clock.now(), form.until.data
    remarks = remarks_in(sections)
    return render_template(
        "desk/decide.html",
        application=application,
        programme=application.programme,
        act=act,
        title=say(g.language, words.title),
        form=form,
        sections=sections,
        mail=mail_of(application, act, form.words, remarks=remarks, until=until, now=now),
        day=day_in(form, act, [application.programme], now=now),
        problem=problem_of(form, asked=asked),
        full=full,
        came_from=came_from(),
    )


def problem_of(form: DecisionInput, *, asked: bool = False) -> str:
    """What is wrong with the coordinator's words, in the reader's language; empty if nothing is."""
    if form.note.errors:
        return say(g.language, form.note.errors[0])
    if asked and not form.words:
        return say(g.language, "Please write a question, or tick sections and say what is wrong.")
    return ""


def _decided(application: Application) -> ResponseReturnValue:
    """Who was faster, and what they decided."""
    entries = [one for one in history(application) if one[0].act in set(Act)]
    by_people = [entry for entry in entries if entry[0].actor != SYSTEM.label]
    last = next(iter(by_people or entries), None)
    return render_template("desk/decided.html", application=application, last=last), 409
