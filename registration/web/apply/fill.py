"""Fill in: a section a page. Whatever was typed is kept, right or wrong."""

import re
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from registration.applications import answers, documents, drafts
from registration.applications.models import Application
from registration.applications.states import CORRECTABLE, State
from registration.core import clock
from registration.core.errors import RuleBroken
from registration.core.languages import N_, say
from registration.files.inspection import WrongKind
from registration.files.pictures import Crop, TooFewPixels
from registration.forms.document import Section
from registration.forms.fields.file import File
from registration.forms.fields.picture import Picture
from registration.forms.wtform import SectionForm, section_form
from registration.web.apply import way
from registration.web.apply.blueprint import blueprint
from registration.web.shared import access
from registration.web.shared.downloads import download
from registration.workflow.actors import APPLICANT
from registration.workflow.acts import Act
from registration.workflow.engine import transition
from registration.workflow.errors import IllegalTransition

REFUSED_FILES: dict[type[RuleBroken], str] = {
    WrongKind: N_(
        "“%(name)s” was not accepted: its content is no file of the kinds that are possible here "
        "(%(kinds)s), or it is damaged. Please choose another file."
    ),
    documents.FileTooLarge: N_(
        "“%(name)s” is larger than %(size)s MB. Please choose a smaller file."
    ),
    TooFewPixels: N_(
        "“%(name)s” has too few pixels: at least %(width)s × %(height)s must be left after it was "
        "cropped. Please choose a larger picture."
    ),
    documents.TooManyFiles: N_(
        "“%(name)s” was not added, because no more files are possible here. Remove one first."
    ),
}
THOUSANDTHS = re.compile(r"[0-9]{1,3}|1000")
NO_FACTS: dict[str, Any] = {
    "application": None, "carried": {}, "too_old": False, "drafts": (), "kept_files": {},
    "unreadable": (),
}  # fmt: skip


@blueprint.get("/apply/<reference>/sections/<section_key>")
@access.applicant
def section(reference: str, section_key: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """A section as it was left."""
    application = _fillable()
    asked_for = _section_or_404(application, section_key)
    typed = MultiDict((name, value) for name, value in drafts.typed_in(application, section_key))
    return _page(application, _form(application, asked_for, typed))


@blueprint.post("/apply/<reference>/sections/<section_key>")
@access.applicant
def save(reference: str, section_key: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Keep what was typed; go on where all of it can stand."""
    application = _fillable()
    asked_for = _section_or_404(application, section_key)
    form = _form(application, asked_for, request.form)
    if form.csrf_failed():
        return _page(application, form, too_old=True), 400
    return answer(application, asked_for)


@blueprint.get("/apply/<reference>/documents/<int:document_id>")
@access.applicant
def document(reference: str, document_id: int) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """One's own document, to look at again."""
    return download(documents.by_id(access.opened_application(), document_id).file)


def answer(application: Application, asked_for: Section) -> ResponseReturnValue:
    """What every post of a section does, once it is known to come from a page of ours."""
    refused = _keep_files(application, asked_for)
    form = _form(application, asked_for, request.form)
    here = url_for("apply.section", reference=application.reference, section_key=asked_for.key)
    if _rearranged(application, form):
        _keep(application, form)
        return redirect(here + _anchor(), 303)
    right = _keep(application, form)
    for key, message in refused:
        form.say_wrong(key, message)
    if _button() == "draft":
        return "", 204
    if _button() == "later" and not refused:
        return redirect(url_for("apply.later", reference=application.reference), 303)
    if refused or not right:
        return _page(application, form), 422
    return redirect(_next(application, asked_for), 303)


def page(form: SectionForm, **facts: Any) -> str:
    """The page of a section; ``facts`` are what the template asks for."""
    return render_template(
        "apply/section.html",
        form=form,
        **{**NO_FACTS, **facts},
    )


def _fillable() -> Application:
    application = access.opened_application()
    if application.state != State.DRAFT and application.state not in CORRECTABLE:
        raise IllegalTransition(act=Act.CORRECT, state=application.state)
    return application


def _section_or_404(application: Application, key: str) -> Section:
    return answers.document_of(application).section(key) or abort(404)


def _form(application: Application, asked_for: Section, typed: Any) -> SectionForm:
    return section_form(asked_for)(
        typed,
        asked=answers.asked(application, g.language, today=clock.now().date().isoformat()),
        answers=answers.all_values(application, without=asked_for.key),
    )


def _page(application: Application, form: SectionForm, *, too_old: bool = False) -> str:
    key = form.section.key
    return page(
        form,
        application=application,
        programme=application.programme,
        steps=way.steps(application),
        action=url_for("apply.section", reference=application.reference, section_key=key),
        back=way.back(application, key),
        kept_files=answers.documents_by_field(application),
        too_old=too_old,
        unreadable=_unreadable(application, form),
    )


def _unreadable(application: Application, form: SectionForm) -> list[str]:
    lost = answers.lost_keys(application)
    return [
        question.spec.question(g.language)
        for question in form.questions
        if question.spec.key in lost and question.is_blank
    ]


def _keep(application: Application, form: SectionForm) -> bool:
    right = form.judge()
    if application.state == State.DRAFT:
        application.language = g.language
    if right or application.state != State.SUBMITTED:
        drafts.save_section(
            application,
            form.section.key,
            typed=form.typed(),
            values=form.values() if right else None,
            now=clock.now(),
        )
    if right and application.state == State.SUBMITTED:
        transition(application, Act.CORRECT, by=APPLICANT, now=clock.now())
    return right


def _keep_files(application: Application, asked_for: Section) -> list[tuple[str, str]]:
    """Store what was chosen; (field key, message) of each file that was refused."""
    refused = []
    for field in asked_for.fields:
        if not isinstance(field, File):
            continue
        for upload in request.files.getlist(field.key):
            if not upload.filename:
                continue
            content = upload.stream.read(field.max_bytes + 1)
            upload.close()
            try:
                documents.add(
                    application,
                    field,
                    name=upload.filename,
                    content=content,
                    now=clock.now(),
                    crop=_crop(field),
                )
            except RuleBroken as error:
                refused.append((field.key, _refusal(error, field, upload.filename)))
    return refused


def _refusal(error: RuleBroken, field: File, name: str) -> str:
    kinds = ", ".join(field.kinds).upper()
    facts: dict[str, object] = {"name": name, "kinds": kinds, "size": field.max_mb}
    if isinstance(field, Picture):
        facts |= dict(zip(("width", "height"), field.least, strict=True))
    return say(g.language, REFUSED_FILES[type(error)], **facts)


def _crop(field: File) -> Crop | None:
    """What was chosen with the sliders; without them or with nonsense, nothing."""
    typed = [request.form.get(f"{field.key}-{part}", "") for part in Crop._fields]
    if not all(THOUSANDTHS.fullmatch(number) for number in typed):
        return None
    return Crop(*map(int, typed))


def _rearranged(application: Application, form: SectionForm) -> bool:
    unwanted = request.form.get("remove_file", "")
    if unwanted.isdecimal() and len(unwanted) < len("1000000000"):
        documents.remove(application, int(unwanted))
        form.asked = answers.asked(application, g.language, today=form.asked.today)
        return True
    return form.rearranged(add=request.form.get("add"), remove=request.form.get("remove"))


def _anchor() -> str:
    name = request.form.get("add") or request.form.get("remove", "").rsplit("-", 1)[0]
    return f"#field-{name}" if name.isidentifier() else ""


def _button() -> str:
    return request.form.get("go", "next")


def _next(application: Application, asked_for: Section) -> str:
    if _button() == "summary" or application.state != State.DRAFT:
        return url_for("apply.summary", reference=application.reference)
    return way.after(application, asked_for.key)
