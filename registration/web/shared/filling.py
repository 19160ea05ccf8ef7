"""Fill in a section, whoever does: whatever was typed is kept, right or wrong."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from registration.applications import answers, choices, documents, drafts
from registration.applications.models import Application
from registration.core import clock
from registration.core.errors import RuleBroken
from registration.core.languages import N_, say
from registration.core.numbers import whole_number
from registration.files.inspection import WrongKind
from registration.files.pictures import Crop, TooFewPixels
from registration.forms.document import Section
from registration.forms.fields.field import Asked
from registration.forms.fields.file import File
from registration.forms.fields.picture import Picture
from registration.forms.wtform import SectionForm, section_form

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
    "audience": "", "place": {}, "unreadable": (),
    "later": (),
}  # fmt: skip


@dataclass(frozen=True)
class Filling:
    """A section that somebody fills in, and where its page leads.

    Attributes:
        application: what the section belongs to.
        section: what is asked.
        here: the address of the page.
        later: the address that "Finish later" leads to.
        onward: gives the address that follows, once the answers are kept.
        keep: judges and keeps what was typed; whether all of it can stand.
        page: draws the page; the second argument says that its form was too old.
    """

    application: Application
    section: Section
    here: str
    later: str
    onward: Callable[[], str]
    keep: Callable[[SectionForm], bool]
    page: Callable[[SectionForm, bool], str]


def as_left(filling: Filling) -> str:
    """The page with what was typed there before."""
    application, section = filling.application, filling.section
    typed = MultiDict((name, value) for name, value in drafts.typed_in(application, section.key))
    return filling.page(form_of(application, section, typed), False)


def save(filling: Filling) -> ResponseReturnValue:
    """Keep what was typed; go on where all of it can stand."""
    form = form_of(filling.application, filling.section, request.form)
    if form.csrf_failed():
        return filling.page(form, True), 400
    return answer(filling)


def answer(filling: Filling) -> ResponseReturnValue:
    """What every post of a section does, once it is known to come from a page of ours."""
    application, section = filling.application, filling.section
    refused = _keep_files(application, section)
    form = form_of(application, section, request.form)
    if _rearranged(application, form):
        filling.keep(form)
        return redirect(filling.here + _anchor(), 303)
    right = filling.keep(form)
    for key, message in refused:
        form.say_wrong(key, message)
    if button() == "draft":
        return "", 204
    if button() == "later" and not refused:
        return redirect(filling.later, 303)
    if refused or not right:
        return filling.page(form, False), 422
    return redirect(filling.onward(), 303)


def form_of(application: Application, section: Section, typed: Any) -> SectionForm:
    """The section's form for the party that fills it in, with what was ``typed``."""
    return section_form(section)(
        typed,
        asked=_asked(application, by=section.by),
        answers=answers.known_to(application, section.by, without=section.key),
    )


def _asked(application: Application, *, by: str) -> Asked:
    today = clock.now().date().isoformat()
    asked = answers.asked(application, g.language, today=today, by=by)
    return choices.with_places_left(asked, application)


def unreadable(application: Application, form: SectionForm) -> list[str]:
    """The questions of a page whose answers are sealed and cannot be opened."""
    lost = answers.lost_keys(application)
    return [
        question.spec.question(g.language)
        for question in form.questions
        if question.spec.key in lost and question.is_blank
    ]


def _keep_files(application: Application, section: Section) -> list[tuple[str, str]]:
    """Store what was chosen; (field key, message) of each file that was refused."""
    refused = []
    for field in section.fields:
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
    by = form.section.by
    unwanted = whole_number(request.form.get("remove_file", ""))
    if unwanted is not None:
        documents.remove(application, unwanted, by={by})
        form.asked = _asked(application, by=by)
        return True
    return form.rearranged(add=request.form.get("add"), remove=request.form.get("remove"))


def _anchor() -> str:
    name = request.form.get("add") or request.form.get("remove", "").rsplit("-", 1)[0]
    return f"#field-{name}" if name.isidentifier() else ""


def button() -> str:
    """Which button of the page was pressed."""
    return request.form.get("go", "next")
