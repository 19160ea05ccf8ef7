"""Beginning a programme: what it starts from, its title, and who offers it."""

from collections.abc import Sequence

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.audit import trail
from registration.core import clock
from registration.core.languages import LANGUAGES, N_, Texts, say
from registration.forms.models import FormVersion
from registration.programmes import making
from registration.programmes.models import Kind, Partner, Programme
from registration.staff.permissions import Act as Right
from registration.staff.permissions import may_make
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.wizard.reading import tidy
from registration.web.shared import access
from registration.workflow.actors import staff_actor
from registration.workflow.limits import use_form

KINDS = {
    Kind.SEMINAR: N_("A seminar: places after a selection, 14 days to confirm"),
    Kind.EXCHANGE: N_(
        "An exchange: places after a selection, 14 days to confirm, data for 2 years"
    ),
    Kind.EVENT: N_("An event: first come, first served, up to 4 people in one application"),
}


@blueprint.get("/desk/programmes/new")
@access.staff(Right.DECIDE)
def new_programme() -> ResponseReturnValue:
    """What the new programme is called, and what it starts from."""
    return _page({})


@blueprint.post("/desk/programmes/new")
@access.staff(Right.DECIDE)
def begin_programme() -> ResponseReturnValue:
    """Make it, for the desk's eyes only, and go on with its first step."""
    title = {
        code: words for code in LANGUAGES if (words := tidy(request.form.get(f"title-{code}", "")))
    }
    chosen = request.form.getlist("partner")
    partners = [one for one in scope.partners() if one.key in chosen]
    start = request.form.get("start", "")
    wrong = _wrong(title, partners, start)
    form = None if "field-start" in wrong else _form(start)
    if form is None:
        wrong["field-form"] = say(g.language, "Please choose a form that is published.")
    if wrong or form is None:
        return _page(wrong), 422
    made = _make(start, title, partners, form)
    by = staff_actor(access.person_or_404()).label
    trail.record(
        "begin_programme", about=f"programme:{made.id}", by=by, now=clock.now(), start=start
    )
    flash(
        say(g.language, "The programme is begun. The public sees it once you open it."), "success"
    )
    return redirect(url_for("desk.prepare", slug=made.slug, step="words"), 303)


def _wrong(title: Texts, partners: Sequence[Partner], start: str) -> dict[str, str]:
    wrong = {}
    if not title:
        wrong["field-title"] = say(g.language, "Please fill this in in one language at least.")
    if start not in dict(_starts()):
        wrong["field-start"] = say(g.language, "Please choose what it starts from.")
    if not may_make(access.person(), [one.id for one in partners]):
        told = N_("Please choose the partners; one of them at least has to be yours.")
        wrong["field-partner"] = say(g.language, told)
    return wrong


def _make(start: str, title: Texts, partners: Sequence[Partner], form: FormVersion) -> Programme:
    kind, _, key = start.partition(":")
    if kind == "kind":
        made = making.of_kind(Kind(key), title=title, partners=partners, form=form)
    else:
        source = scope.programme(key, Right.DECIDE)
        made = making.like(source, title=title, partners=partners, form=form)
    use_form(made, form)
    return made


def _form(start: str) -> FormVersion | None:
    """The form that was chosen, else that of the programme it starts from."""
    chosen = request.form.get("form", "")
    if not chosen and start.startswith("programme:"):
        return scope.programme(start.partition(":")[2], Right.DECIDE).form_version
    return next((one for one, _ in scope.published_forms() if str(one.id) == chosen), None)


def _starts() -> list[tuple[str, str | Texts]]:
    """What a programme can start from, with its words."""
    kinds = [(f"kind:{kind}", say(g.language, words)) for kind, words in KINDS.items()]
    return kinds + [(f"programme:{one.slug}", one.title) for one in scope.models_for_new()]


def _page(wrong: dict[str, str]) -> str:
    return render_template(
        "desk/wizard/new.html",
        errors=[*wrong.items()],
        typed=request.form,
        starts=_starts(),
        partners=scope.partners(),
        forms=scope.published_forms(),
        chosen=request.form.getlist("partner"),
    )
