"""Trying a form out as an applicant meets it: nothing of it is stored, nothing leaves."""

import json
from typing import Any

from flask import Response, abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from registration.applications import answers
from registration.core import clock
from registration.core.languages import say, text
from registration.forms import document as forms
from registration.forms import editing
from registration.forms.document import Document, Section
from registration.forms.drafting import Draft
from registration.forms.rules.reader import holds
from registration.forms.wtform import SectionForm, section_form
from registration.programmes.models import Programme
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.builder import place
from registration.web.desk.builder.settings import typed_part
from registration.web.shared import access
from registration.web.shared.filling import NO_FACTS
from registration.web.shared.headers import FRAMED_BY_US
from registration.web.shared.steps import Step

MOST_CARRIED = 400_000
CARRIED = "carried"
FILES = "*"  # no section has this key
Pairs = list[list[str]]


class Trial:
    """A form that is tried out: what was typed so far travels with the pages.

    Attributes:
        typed: names and values of inputs by section; under ``FILES``, names of files by question.
    """

    def __init__(self, draft: Draft, form: Document, typed: dict[str, Pairs]) -> None:
        self.draft = draft
        self.form = form
        self.typed = typed
        self.programme = _programme(draft)
        self.asked = answers.asked_by(
            self.form,
            self.programme,
            g.language,
            today=clock.now().date().isoformat(),
            files={name: files.split("\n") for name, files in typed.get(FILES, [])},
        )

    def bound(self, section: Section, typed: Any) -> SectionForm:
        """A section with what was typed into it."""
        known = {k: v for one in self.values(without=section.key).values() for k, v in one.items()}
        return section_form(section)(typed, asked=self.asked, answers=known)

    def values(self, *, without: str = "") -> dict[str, dict[str, Any]]:
        """What the answers so far mean, by section; whatever is hidden is left out."""
        known: dict[str, Any] = {}
        found: dict[str, dict[str, Any]] = {}
        for section in self.form.sections:
            if section.key == without or section.key not in self.typed:
                continue
            typed = MultiDict((name, value) for name, value in self.typed[section.key])
            form = section_form(section)(typed, asked=self.asked, answers=known)
            form.judge()
            found[section.key] = form.values()
            known |= found[section.key]
        return self.form.standing(found, self.asked.facts)

    def visible(self) -> list[Section]:
        """The sections that are asked for now."""
        known = {name: value for one in self.values().values() for name, value in one.items()}
        return self.form.visible_sections(known, self.asked.facts)

    def after(self, section: Section) -> Section | None:
        """The section that comes next."""
        keys = [one.key for one in self.visible()]
        following = keys[keys.index(section.key) + 1 :] if section.key in keys else []
        return self.form.section(following[0]) if following else None

    def page(self, form: SectionForm) -> Response:
        """A section as applicants see it."""
        key = form.section.key
        steps = [
            Step(one.key, text(one.title, g.language), "", done=False) for one in self.visible()
        ]
        facts = {
            **NO_FACTS,
            "programme": self.programme,
            "steps": [*steps, Step("summary", say(g.language, "Check and send"), "", done=False)],
            "carried": {CARRIED: json.dumps(self.typed, ensure_ascii=False)},
            "action": url_for("desk.try_section", form_key=self.draft.form.key, section_key=key),
            "back": url_for("desk.form", form_key=self.draft.form.key),
        }
        return _framed(render_template("apply/section.html", form=form, **facts))

    def rows(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(title, (question, answer) …) of each section."""
        known = {name: value for one in self.values().values() for name, value in one.items()}
        return [
            (
                text(section.title, g.language),
                [
                    (one.question(g.language), one.show(known[one.key], self.asked))
                    for one in section.fields
                    if one.shows and one.key in known and holds(one.when, known, self.asked.facts)
                ],
            )
            for section in self.visible()
        ]


@blueprint.get("/desk/forms/<form_key>/try")
@access.staff(Right.BUILD)
def try_form(form_key: str) -> ResponseReturnValue:
    """From the first section on."""
    found = place.draft(form_key)
    sections = place.sections(found)
    if not sections:
        return redirect(url_for("desk.form", form_key=form_key), 303)
    key = sections[0].raw["key"]
    return redirect(url_for("desk.try_section", form_key=form_key, section_key=key), 303)


@blueprint.get("/desk/forms/<form_key>/try/<section_key>")
@access.staff(Right.BUILD)
def try_section(form_key: str, section_key: str) -> ResponseReturnValue:
    """A section, empty; ``shown`` says in which language the form is looked at."""
    _do_not_keep_language()
    found = place.draft(form_key)
    trial = Trial(found, found.so_far, {})
    return trial.page(trial.bound(_section(trial, section_key), MultiDict()))


@blueprint.post("/desk/forms/<form_key>/try/<section_key>")
@access.staff(Right.BUILD)
def answer_section(form_key: str, section_key: str) -> ResponseReturnValue:
    """Judge the answers as the form itself does, then go on; at the end, show what came in."""
    _do_not_keep_language()
    found = place.draft(form_key)
    trial = Trial(found, found.so_far, _with_files(_carried()))
    section = _section(trial, section_key)
    form = trial.bound(section, request.form)
    if form.rearranged(add=request.form.get("add"), remove=request.form.get("remove")):
        return trial.page(form)
    trial.typed[section.key] = form.typed()
    if not form.judge():
        return trial.page(form), 422
    following = trial.after(section)
    if following is not None:
        typed = MultiDict((name, value) for name, value in trial.typed.get(following.key, []))
        return trial.page(trial.bound(following, typed))
    name = place.name_of(found)
    return _framed(
        render_template("desk/builder/tried.html", draft=found, name=name, sections=trial.rows())
    )


@blueprint.post("/desk/forms/<form_key>/preview/<path:path>")
@access.staff(Right.BUILD)
def preview_part(form_key: str, path: str) -> ResponseReturnValue:
    """The section of a part as it would be with what is typed on the part's page."""
    found = place.draft(form_key)
    part = place.part(found, path)
    wanted = typed_part(part.raw, len(part.place), request.form)
    wanted["key"] = part.raw["key"]  # so that the rest of the form still finds it
    changed = editing.set_values(found.document, part.place, wanted)
    trial = Trial(found, forms.read(changed)[0], {})
    return trial.page(trial.bound(_section(trial, part.place[0]), MultiDict()))


def _section(trial: Trial, key: str) -> Section:
    return trial.form.section(key) or abort(404)


def _programme(draft: Draft) -> Programme:
    """A programme that asks by the form; else one that stands in, with no days."""
    asking = scope.programmes_with([draft.form.id]).get(draft.form.id)
    if asking:
        return asking[0]
    return Programme(title={g.language: place.name_of(draft)}, time_zone="UTC", dates=[])


def _carried() -> dict[str, Pairs]:
    """What earlier pages of this trial brought along; nothing where it was altered."""
    raw = request.form.get(CARRIED, "")[:MOST_CARRIED]
    try:
        found = json.loads(raw or "{}")
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        str(section): [[str(one) for one in pair] for pair in pairs if _is_pair(pair)]
        for section, pairs in found.items()
        if isinstance(pairs, list)
    }


def _is_pair(found: object) -> bool:
    return isinstance(found, list) and len(found) == len(("name", "value"))


def _with_files(typed: dict[str, Pairs]) -> dict[str, Pairs]:
    """The names of the files that were chosen just now count as handed in; the files go nowhere."""
    chosen = {
        name: "\n".join(one.filename for one in uploads if one.filename)
        for name, uploads in request.files.lists()
    }
    known = {**dict(typed.get(FILES, [])), **{k: v for k, v in chosen.items() if v}}
    return {**typed, FILES: [[name, files] for name, files in known.items()]}


def _framed(html: str) -> Response:
    answer = make_response(html)
    answer.headers["Content-Security-Policy"] = FRAMED_BY_US
    return answer


def _do_not_keep_language() -> None:
    """Looking at a form in another language changes none of the reader's own."""
    g.language_from_address = False
