"""Fill in a part: a section a page, by the party that it is for."""

from typing import Any

from flask import abort, g, redirect, render_template
from flask.typing import ResponseReturnValue

from registration.applications import answers, drafts
from registration.core import clock
from registration.forms.wtform import SectionForm
from registration.parties import contributions
from registration.parties.models import Contribution
from registration.web.party import way
from registration.web.party.blueprint import blueprint
from registration.web.shared import access, filling
from registration.web.shared.filling import Filling


@blueprint.get("/part/<reference>/<int:number>/sections/<section_key>")
@access.contributor
def section(reference: str, number: int, section_key: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """A section as it was left; what was sent is read on the part's first page."""
    part = access.opened_part()
    wanted = _filling_or_404(part, section_key)
    if not contributions.is_open(part):
        return redirect(way.address(part, "part"), 303)
    return filling.as_left(wanted)


@blueprint.post("/part/<reference>/<int:number>/sections/<section_key>")
@access.contributor
def save(reference: str, number: int, section_key: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Keep what was typed; go on where all of it can stand."""
    part = access.opened_part()
    wanted = _filling_or_404(part, section_key)
    if not contributions.is_open(part):
        return redirect(way.address(part, "part"), 303)
    return filling.save(wanted)


def _filling_or_404(part: Contribution, key: str) -> Filling:
    found = answers.document_of(part.application).section(key)
    if found is None or found.by != part.party:
        abort(404)
    return Filling(
        application=part.application,
        section=found,
        here=way.address(part, "section", key),
        later=way.address(part, "part"),
        onward=lambda: way.after(part, key),
        keep=lambda form: _keep(part, form),
        page=lambda form, too_old: _page(part, form, too_old=too_old),
    )


def _keep(part: Contribution, form: SectionForm) -> bool:
    right = form.judge()
    contributions.begin(part, language=g.language)
    drafts.save_section(
        part.application,
        form.section.key,
        typed=form.typed(),
        values=form.values() if right else None,
        now=clock.now(),
        was_sent=part.sent_at is not None,
    )
    return right


def _page(part: Contribution, form: SectionForm, **facts: Any) -> str:
    kept = answers.documents_by_field(part.application)
    own = {field.key: kept.get(field.key, []) for field in form.section.fields}
    given = {
        "part": part,
        "programme": part.application.programme,
        "steps": way.steps(part),
        "action": way.address(part, "section", form.section.key),
        "back": way.back(part, form.section.key),
        "kept_files": own,
        "audience": "party",
        "place": way.place(part),
        "unreadable": filling.unreadable(part.application, form),
    }
    return render_template(
        "party/section.html", form=form, **{**filling.NO_FACTS, **given, **facts}
    )
