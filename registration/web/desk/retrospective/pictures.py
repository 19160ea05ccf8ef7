"""Pictures of a programme in the Retrospective: added one at a time, changed, taken away."""

from functools import partial
from pathlib import Path
from typing import Any

from flask import (
    Response,
    after_this_request,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.core.errors import RuleBroken
from registration.core.languages import LANGUAGES, N_, say
from registration.files.inspection import WrongKind
from registration.files.pictures import TooFewPixels
from registration.programmes import retrospective
from registration.programmes.models import Programme
from registration.programmes.retrospective_models import RetrospectivePicture
from registration.staff.permissions import Act as Right
from registration.web.desk.blueprint import blueprint
from registration.web.desk.retrospective import place
from registration.web.desk.wizard import reading, steps
from registration.web.desk.wizard.steps import Control, Typed
from registration.web.shared import access, downloads
from registration.workflow.actors import staff_actor

ALT, POSITION = "alt", "position"
CONTROLS = (
    Control(ALT, "texts", N_("What can be seen"), N_("For people who do not see the picture.")),
    Control(POSITION, "whole", N_("Place in the order"), N_("Left empty, it is the last one.")),
)
OTHERS = {
    "file": N_("Picture"),
    "credit": N_("Who took the picture"),
    "agreed": N_("Agreement"),
}
LONGEST_CREDIT = 200
LONGEST_ALT = 500
REFUSED: dict[type[RuleBroken], str] = {
    WrongKind: N_("This is no picture that is possible here (JPEG or PNG), or it is damaged."),
    TooFewPixels: N_("The picture needs at least %(width)s × %(height)s pixels."),
    retrospective.PictureTooLarge: N_(
        "The picture is larger than %(size)s MB. Please choose a smaller file."
    ),
    retrospective.TooManyPictures: N_(
        "There are %(most)s pictures already. Please remove one of them first."
    ),
}


@blueprint.get("/desk/programmes/<slug>/retrospective/pictures/new")
@access.staff(Right.DECIDE)
def new_picture(slug: str) -> ResponseReturnValue:
    """The file, and what is told of it."""
    return _page(place.programme(slug), None, {}, {})


@blueprint.post("/desk/programmes/<slug>/retrospective/pictures/new")
@access.staff(Right.DECIDE)
def add_picture(slug: str) -> ResponseReturnValue:
    """Keep a picture; the file has to be chosen again where anything is wrong."""
    found, typed = place.locked(slug), request.form
    values, wrong = _read(found, typed)
    content = _uploaded()
    if content is None:
        wrong["file"] = say(g.language, "Please choose a picture.")
    if typed.get("agreed") != "yes":
        told = N_("Please tick this. Without it, the picture cannot be shown.")
        wrong["agreed"] = say(g.language, told)
    if wrong or content is None:
        return _page(found, None, typed, wrong), 422
    try:
        retrospective.add_picture(found, content, **values, by=_by(), now=clock.now())
    except tuple(REFUSED) as refusal:
        return _page(found, None, typed, {"file": _words_for(refusal)}), 422
    return _back(slug, N_("The picture was added."))


@blueprint.get("/desk/programmes/<slug>/retrospective/pictures/<int(max=2147483647):number>")
@access.staff(Right.DECIDE)
def edit_picture(slug: str, number: int) -> ResponseReturnValue:
    """What is told of a picture."""
    found = place.programme(slug)
    picture = retrospective.picture(found, number)
    kept = steps.typed_of(picture, CONTROLS, found.time_zone)
    return _page(found, picture, {**kept, "credit": picture.credit}, {})


@blueprint.post("/desk/programmes/<slug>/retrospective/pictures/<int(max=2147483647):number>")
@access.staff(Right.DECIDE)
def change_picture(slug: str, number: int) -> ResponseReturnValue:
    """Keep what was typed about it, and move it in the order."""
    found, typed = place.locked(slug), request.form
    picture = retrospective.picture(found, number)
    values, wrong = _read(found, typed)
    if wrong:
        return _page(found, picture, typed, wrong), 422
    retrospective.change_picture(found, picture, **values, by=_by(), now=clock.now())
    return _back(slug, N_("Saved."))


@blueprint.post(
    "/desk/programmes/<slug>/retrospective/pictures/<int(max=2147483647):number>/delete"
)
@access.staff(Right.DECIDE)
def delete_picture(slug: str, number: int) -> ResponseReturnValue:
    """Take a picture away for good."""
    found = place.locked(slug)
    picture = retrospective.picture(found, number)
    paths = retrospective.remove_picture(found, picture, by=_by(), now=clock.now())
    after_this_request(partial(_unlink, paths))
    return _back(slug, N_("The picture was removed."))


@blueprint.get("/desk/programmes/<slug>/retrospective/pictures/<int(max=2147483647):number>/file")
@access.staff(Right.DECIDE)
def retrospective_file(slug: str, number: int) -> ResponseReturnValue:
    """The small one, also before the public sees it."""
    return downloads.show(retrospective.picture(place.programme(slug), number).small)


def _unlink(paths: list[Path], answer: Response) -> Response:
    """Delete the bytes; by now the rows are gone, unless the answer tells of an error."""
    if answer.status_code < 400:  # noqa: PLR2004  # where errors begin
        for path in paths:
            path.unlink(missing_ok=True)
    return answer


def _uploaded() -> bytes | None:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return None
    content = upload.stream.read(retrospective.MOST_BYTES + 1)
    upload.close()
    return content


def _read(found: Programme, typed: Typed) -> tuple[dict[str, Any], dict[str, str]]:
    values, wrong = reading.read_controls(found, CONTROLS, typed)
    alt = values.get(ALT, {})
    if not all(code in alt for code in LANGUAGES):
        wrong[ALT] = say(g.language, "Please fill this in in all three languages.")
    elif any(len(words) > LONGEST_ALT for words in alt.values()):
        wrong[ALT] = say(g.language, "Please use at most 500 characters.")
    values["credit"] = " ".join(reading.tidy(typed.get("credit", "")).split())
    if len(values["credit"]) > LONGEST_CREDIT:
        wrong["credit"] = say(g.language, "Please use at most 200 characters.")
    return values, wrong


def _words_for(refusal: RuleBroken) -> str:
    width, height = retrospective.LEAST
    return say(
        g.language, REFUSED[type(refusal)], width=width, height=height,
        size=retrospective.MOST_MEGABYTES, most=retrospective.MOST_PICTURES,
    )  # fmt: skip


def _by() -> str:
    return staff_actor(access.person_or_404()).label


def _back(slug: str, told: str) -> ResponseReturnValue:
    flash(say(g.language, told), "success")
    return redirect(url_for("desk.edit_retrospective", slug=slug, _anchor="pictures"), 303)


def _page(
    found: Programme, picture: RetrospectivePicture | None, values: Typed, wrong: dict[str, str]
) -> str:
    return render_template(
        "desk/retrospective/picture.html",
        programme=found,
        picture=picture,
        controls=CONTROLS,
        values=values,
        wrong=wrong,
        errors=steps.complaints(CONTROLS, wrong, OTHERS),
        size=retrospective.MOST_MEGABYTES,
        least=retrospective.LEAST,
    )
