"""Begin: the first section of a programme's form. Reading it makes nothing; answering it does."""

import secrets

from flask import abort, g, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from registration.applications import answers, choices, drafts
from registration.applications.models import Application
from registration.core import clock
from registration.core.db import one_at_a_time
from registration.forms.rules.values import APPLICANT
from registration.forms.wtform import SectionForm, section_form
from registration.parties import links
from registration.programmes import catalogue
from registration.programmes.models import Programme
from registration.programmes.windows import may_begin
from registration.web.apply import fill, way
from registration.web.apply.blueprint import blueprint
from registration.web.shared import access
from registration.workflow.errors import NotYetOpen, WindowClosed

MAX_OPENING = 64


@blueprint.get("/programmes/<slug>/apply")
@access.public
def first_section(slug: str) -> ResponseReturnValue:
    """The empty first section; drafts that this browser has already are offered, too."""
    programme = _open_programme(slug)
    return _page(programme, _first_form(programme, MultiDict()))


@blueprint.post("/programmes/<slug>/apply")
@access.public
def begin(slug: str) -> ResponseReturnValue:
    """Make the draft, then go on as in every other section."""
    programme = _open_programme(slug)
    form = _first_form(programme, request.form)
    opening = request.form.get("opening", "")[:MAX_OPENING]
    if form.csrf_failed() or not opening:
        return _page(programme, form, too_old=True), 400
    one_at_a_time(f"opening {opening}")
    application = drafts.begun_from(opening) or _begin(programme, opening)
    answered = fill.answer(application, form.section)
    link_id, _ = links.issue(application, now=clock.now())
    access.grant(link_id)
    return answered


def _begin(programme: Programme, opening: str) -> Application:
    return drafts.begin(programme, opening=opening, language=g.language, now=clock.now())


def _open_programme(slug: str) -> Programme:
    programme = catalogue.by_slug(slug) or abort(404)
    now = clock.now()
    if may_begin(programme, now):
        return programme
    if programme.opens_at is not None and now < programme.opens_at:
        raise NotYetOpen(opens_at=programme.opens_at, time_zone=programme.time_zone)
    raise WindowClosed(closes_at=programme.closes_at or now, time_zone=programme.time_zone)


def _first_form(programme: Programme, typed: MultiDict[str, str]) -> SectionForm:
    section = answers.document_for(programme).sections_by(APPLICANT)[0]
    today = clock.now().date().isoformat()
    asked = choices.with_places_left_at_first(
        answers.asked_at_first(programme, g.language, today=today), programme
    )
    return section_form(section)(typed, asked=asked, answers={})


def _page(programme: Programme, form: SectionForm, *, too_old: bool = False) -> str:
    return fill.page(
        form,
        programme=programme,
        steps=way.first_steps(answers.document_for(programme), form.asked.facts),
        action=url_for("apply.begin", slug=programme.slug),
        back=url_for("public.programme", slug=programme.slug),
        later=way.titles_of_more(answers.document_for(programme)),
        carried={"opening": secrets.token_urlsafe(16)},
        too_old=too_old,
        drafts=links.drafts_for(programme, session.get("links", []), now=clock.now()),
    )
