"""Publishing a draft: what changed, and what happens to applications that are under way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from registration.applications import queue as applications
from registration.applications.states import State
from registration.audit import trail
from registration.core import clock
from registration.core.db import db
from registration.core.languages import LANGUAGES, N_, say, say_many
from registration.forms import drafting
from registration.forms.comparison import Change, changes
from registration.forms.document import InvalidDocument
from registration.forms.drafting import Draft
from registration.forms.models import FormVersion
from registration.programmes.models import Programme, Selection
from registration.staff.permissions import Act as Right
from registration.staff.permissions import may
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.builder import place
from registration.web.desk.builder.settings import texts_typed
from registration.web.desk.builder.words import setting_name
from registration.web.shared import access
from registration.workflow.actors import staff_actor
from registration.workflow.new_version import UNDECIDED, WITH_THE_APPLICANT, adopt

QUESTION = N_(
    "The form has changed since you sent your application. Please answer what is new and send it "
    "again. What you have answered is still there."
)
EMPTY_FORM: dict[str, Any] = {"sections": []}


@dataclass(frozen=True)
class Concerned:
    """A programme that asks by the form, and its applications under way."""

    programme: Programme
    with_applicant: int
    undecided: int

    @property
    def may_be_asked(self) -> bool:
        """Whether an undecided application can be sent back; where places are given at once, no."""
        return self.programme.selection != Selection.FIRST_COME


@blueprint.get("/desk/forms/<form_key>/publish")
@access.staff(Right.BUILD)
def publish_form(form_key: str) -> ResponseReturnValue:
    """What would change, for whom."""
    found = place.draft(form_key)
    if not found.open:
        return redirect(url_for("desk.form", form_key=form_key), 303)
    return _page(found)


@blueprint.post("/desk/forms/<form_key>/publish")
@access.staff(Right.BUILD)
def do_publish(form_key: str) -> ResponseReturnValue:
    """Publish the draft as a version, and let programmes and applications go on with it."""
    found = place.draft(form_key)
    concerned = _concerned(found)
    offered = [*(one.programme for one in concerned), *_others(concerned)]
    chosen = [one for one in offered if one.slug in request.form.getlist("programme")]
    ask = texts_typed(request.form, "question") if request.form.get("sent") == "ask" else None
    if request.form.get("sent") == "ask" and (ask is None or set(ask) != set(LANGUAGES)):
        error = say(g.language, "Please write in every language what applicants are told.")
        return _page(found, error), 422
    person, now = access.person_or_404(), clock.now()
    by = staff_actor(person)
    try:
        version = drafting.publish(found, seen_revision=place.seen(), by=person.name, now=now)
    except InvalidDocument:
        return _page(found), 422
    follow = request.form.get("drafts") == "follow"
    adoption = adopt(version, chosen, drafts_follow=follow, ask=ask, by=by, now=now)
    trail.record(
        "publish_form", about=f"form:{found.form.id}", by=by.label, now=now,
        version=version.number, programmes=[one.slug for one in chosen],
        carried=adoption.carried, asked=adoption.asked,
    )  # fmt: skip
    flash(_done(version, adoption.carried), "success")
    return redirect(url_for("desk.form", form_key=form_key), 303)


@blueprint.get("/desk/forms/<form_key>/versions")
@access.staff(Right.BUILD)
def form_versions(form_key: str) -> ResponseReturnValue:
    """The published versions; two of them compared."""
    found = place.draft(form_key)
    query = select(FormVersion).where(FormVersion.form_id == found.form.id)
    published = {one.number: one for one in db.session.scalars(query.order_by(FormVersion.number))}
    if not published:
        abort(404)
    newest = max(published)
    old = request.args.get("old", max(newest - 1, 1), type=int)
    new = request.args.get("new", newest, type=int)
    if old not in published or new not in published:
        abort(404)
    return render_template(
        "desk/builder/versions.html",
        draft=found,
        name=place.name_of(found),
        versions=list(published.values()),
        old=old,
        new=new,
        lines=_lines(changes(published[old].document, published[new].document)),
    )


def _page(found: Draft, error: str = "") -> str:
    before = found.latest.document if found.latest else EMPTY_FORM
    concerned = _concerned(found)
    return render_template(
        "desk/builder/publish.html",
        draft=found,
        name=place.name_of(found),
        ready=not found.problems,
        lines=_lines(changes(before, found.document)) if found.latest else [],
        concerned=concerned,
        others=_others(concerned),
        questions={
            code: request.form.get(f"question-{code}", say(code, QUESTION)) for code in LANGUAGES
        },
        typed=request.form,
        error=error,
    )


def _concerned(found: Draft) -> list[Concerned]:
    """The programmes that ask by the form and that this person may change."""
    asking = scope.programmes_with([found.form.id]).get(found.form.id, [])
    own = [one for one in asking if may(access.person(), Right.BUILD, one)]
    counts = applications.counts([one.id for one in own], drafts=True)
    return [
        Concerned(one, _sum(counts, one, WITH_THE_APPLICANT), _sum(counts, one, UNDECIDED))
        for one in own
    ]


def _sum(counts: dict[tuple[int, str], int], one: Programme, states: Sequence[State]) -> int:
    return sum(counts.get((one.id, state), 0) for state in states)


def _others(concerned: Sequence[Concerned]) -> list[Programme]:
    """Programmes of the person's that ask by another form and may be told to ask by this one."""
    asking = {one.programme.id for one in concerned}
    return [one for one in scope.programmes(Right.BUILD) if one.id not in asking]


def _done(version: FormVersion, carried: int) -> str:
    published = say(g.language, "Published as version %(number)s.", number=version.number)
    if not carried:
        return published
    followed = say_many(
        g.language,
        carried,
        "%(num)s application goes on with it.",
        "%(num)s applications go on with it.",
    )
    return f"{published} {followed}"


HOW_WORDS = {
    "added": N_("New: %(title)s"),
    "removed": N_("Gone: %(title)s"),
    "moved": N_("Moved: %(title)s"),
    "changed": N_("Changed: %(title)s"),
}


def _lines(found: Sequence[Change]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """(what changed, (setting, before, now) …) of each change."""
    return [(_told(one), list(_settings(one))) for one in found]


def _told(one: Change) -> str:
    title = place.title_of(one.part) if one.place else say(g.language, "The form itself")
    words = HOW_WORDS[one.how]
    return say(g.language, words, title=title)


def _settings(one: Change) -> Iterator[tuple[str, str, str]]:
    kind = str(one.part.get("type", ""))
    for name, (before, now) in one.settings.items():
        yield setting_name(name, kind, g.language), _shown(before), _shown(now)


def _shown(value: Any) -> str:
    """A setting as a reader compares it: texts by language, lists line by line."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return say(g.language, "Yes") if value else say(g.language, "No")
    if isinstance(value, list):
        return "\n".join(_shown(one) for one in value)
    if isinstance(value, dict) and isinstance(value.get("label"), dict):
        return _shown(value["label"])
    if isinstance(value, dict) and set(value) <= set(LANGUAGES):
        return " / ".join(str(text) for text in value.values())
    return str(value)
