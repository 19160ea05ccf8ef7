"""The office's own words for the mails of a programme: kept, previewed, sent to oneself."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from registration.applications.models import Application
from registration.applications.references import tidy_reference
from registration.core import clock
from registration.core.db import db
from registration.core.languages import LANGUAGES, N_, say
from registration.notices import own_words
from registration.notices.own_words import NOTICES, Words
from registration.notices.placeholders import NEEDED, offered
from registration.notices.preview import example, preview_words
from registration.notices.render import Rendered
from registration.programmes.models import Programme
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.mail_words import errors_in, typed
from registration.web.shared import access
from registration.workflow.actors import staff_actor

MOST_APPLICANTS = 50
CAUSES = {
    "receipt": N_("The application has arrived"),
    "returned": N_("The application goes back with a question"),
    "offer": N_("A place is offered"),
    "moved_up": N_("Moved up from the waiting list"),
    "waiting_list": N_("On the waiting list"),
    "rejection": N_("No place"),
    "confirmation": N_("The place is confirmed"),
    "reconsidered": N_("A decision is taken back"),
    "declined": N_("The applicant declined the place"),
    "lapsed": N_("The offer lapsed"),
    "withdrawal": N_("The application is withdrawn"),
    "deadline_reminder": N_("Reminder: a draft was not sent yet"),
    "offer_reminder": N_("Reminder: an offer was not answered yet"),
    "programme_reminder": N_("Reminder: the programme begins soon"),
    "supplement": N_("Further information is asked for after acceptance"),
    "supplement_reminder": N_("Reminder: the further information was not sent yet"),
    "supplement_receipt": N_("The further information has arrived"),
    "supplement_closed": N_("The further information is no longer needed"),
}


@blueprint.get("/desk/programmes/<slug>/mails")
@access.staff(Right.DECIDE)
def mail_texts(slug: str) -> ResponseReturnValue:
    """The mails of a programme, and in which languages the office has words of its own."""
    found = scope.programme(slug, Right.DECIDE)
    rows = [
        (notice, {one: _mark(notice, words) for one, words in _kept(found, notice).items()})
        for notice in NOTICES
    ]
    return render_template("desk/mail_texts.html", programme=found, rows=rows, causes=CAUSES)


@blueprint.get("/desk/programmes/<slug>/mails/<notice>")
@access.staff(Right.DECIDE)
def mail_text(slug: str, notice: str) -> ResponseReturnValue:
    """The office's words for one mail as they are kept."""
    found = _programme(slug, notice)
    return _page(found, notice, _kept(found, notice), {})


@blueprint.post("/desk/programmes/<slug>/mails/<notice>")
@access.staff(Right.DECIDE)
def change_mail_text(slug: str, notice: str) -> ResponseReturnValue:
    """Keep what is typed, go back to the built-in words, look at it, or send it to oneself."""
    found, go = _programme(slug, notice), request.form.get("go", "save")
    words = typed() if go != "reset" else dict.fromkeys(LANGUAGES, Words())
    errors = errors_in(notice, words)
    if go == "preview" or errors:
        return _page(found, notice, words, errors), 422 if errors else 200
    if go == "test":
        _send_test(found, notice, words)
        return _page(found, notice, words, errors)
    by, now = staff_actor(access.person_or_404()).label, clock.now()
    own_words.save(found, notice, words, by=by, now=now)
    flash(say(g.language, "Saved. Mails from now on have these words."), "success")
    return redirect(url_for("desk.mail_text", slug=slug, notice=notice), 303)


def _programme(slug: str, notice: str) -> Programme:
    return scope.programme(slug, Right.DECIDE) if notice in NOTICES else abort(404)


def _kept(programme: Programme, notice: str) -> dict[str, Words]:
    return own_words.words_of(programme, notice)


def _mark(notice: str, words: Words) -> str:
    if words == Words():
        return "built_in"
    return "own" if own_words.usable(notice, words) else "unusable"


def _page(
    programme: Programme, notice: str, words: dict[str, Words], errors: dict[str, list[str]]
) -> str:
    applicants = _applicants(programme)
    chosen = _chosen(applicants)
    return render_template(
        "desk/mail_text.html",
        programme=programme,
        notice=notice,
        cause=CAUSES[notice],
        words=words,
        errors=errors,
        placeholders=offered(notice),
        needed=NEEDED.get(notice),
        marks={language: _mark(notice, one) for language, one in words.items()},
        applicants=applicants,
        chosen=chosen,
        shown=_shown(chosen),
        mail=_rendered(programme, notice, words, chosen),
    )


def _rendered(
    programme: Programme, notice: str, words: dict[str, Words], chosen: Application | None
) -> Rendered:
    now, shown = clock.now(), _shown(chosen)
    by = chosen or example(programme, shown, now=now)
    return preview_words(notice, words[shown], by, language=shown, now=now)


def _chosen(rows: list[Application]) -> Application | None:
    """Whom the preview is written to: the chosen applicant, else the newest one."""
    wanted = tidy_reference(request.values.get("applicant", ""))
    return next((one for one in rows if one.reference == wanted), next(iter(rows), None))


def _applicants(programme: Programme) -> list[Application]:
    query = (
        select(Application)
        .where(Application.programme_id == programme.id, Application.submitted_at.is_not(None))
        .order_by(Application.submitted_at.desc(), Application.id.desc())
        .limit(MOST_APPLICANTS)
    )
    return list(db.session.scalars(query))


def _shown(chosen: Application | None) -> str:
    wanted = request.values.get("shown", "")
    if wanted in LANGUAGES:
        return wanted
    return chosen.language if chosen else str(g.language)


def _send_test(programme: Programme, notice: str, words: dict[str, Words]) -> None:
    person, chosen = access.person_or_404(), _chosen(_applicants(programme))
    rendered = _rendered(programme, notice, words, chosen)
    own_words.send_test(rendered, programme, to=person, language=_shown(chosen), now=clock.now())
    flash(say(g.language, "A test is on its way to %(email)s.", email=person.email), "success")
