"""Take the answers of a programme away as a table."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from flask import (
    Response,
    flash,
    g,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue

from registration.applications import queue
from registration.applications.orders import IN_ORDER
from registration.audit import trail
from registration.core import clock
from registration.core.db import db
from registration.core.errors import Forbidden, NotFound, RuleBroken
from registration.core.languages import N_, say
from registration.core.names import NameMissing, NameTaken, NameTooLong
from registration.core.settings import settings
from registration.exchange import jobs, layouts
from registration.exchange.answers import (
    Extract,
    NothingChosen,
    address_questions,
    documents_of,
    extract,
)
from registration.exchange.layouts import ExportLayout
from registration.exchange.printed import USUAL, NoAddresses
from registration.exchange.tables import FORMATS, file_name
from registration.papers.lists import MOST_COLUMNS, ROWS_AT_ONCE, TooManyColumns, TooManyForPaper
from registration.papers.stickers import SHEET_WORDS
from registration.papers.typesetting import NoFont
from registration.programmes.models import Programme
from registration.staff.permissions import Act as Right
from registration.staff.permissions import may
from registration.web.desk import export_choice, scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.chips import chips
from registration.web.desk.export_choice import Choice
from registration.web.desk.inputs import ExportInput
from registration.web.shared import access
from registration.workflow.actors import staff_actor

NO_ADDRESSES = N_(
    "There is no postal address to print: the form does not ask for one, or it is not open to you."
)
PREPARED = N_("The export is being prepared. You will get a mail when it is ready.")
REASONS: dict[type[RuleBroken], str] = {
    NameMissing: N_("Please give the layout a name."),
    NameTooLong: N_("Please use at most 80 characters for the name."),
    NameTaken: N_("There is a layout with this name already. Please choose another one."),
    jobs.TooManyExports: N_("You have 20 prepared exports already. Please delete one first."),
    layouts.TooManyLayouts: N_("The programme has 50 layouts already. Please delete one first."),
    NothingChosen: export_choice.NO_COLUMN,
    TooManyColumns: N_("A page holds 12 columns. Please choose at most 12 for a list as PDF."),
    TooManyForPaper: N_(
        "A PDF holds at most 2,000 applications. Please narrow them down, or choose another format."
    ),
    NoFont: N_(
        "No PDF can be made, because this system has no font with Chinese characters. Please tell "
        "whoever runs the system to install one."
    ),
    NoAddresses: NO_ADDRESSES,
}
PLACES: dict[type[RuleBroken], str] = {
    TooManyForPaper: "choice",
    NoFont: "choice",
    NoAddresses: "stickers",
}


@blueprint.get("/desk/programmes/<slug>/export")
@access.staff(Right.EXPORT)
def export(slug: str) -> ResponseReturnValue:
    """What to take away, and how."""
    programme = _programme(slug)
    layout = _layout(programme, request.args.get("layout", ""))
    if layout is None:
        choice = export_choice.read(programme, request.args)
        return _page(programme, ExportInput(formdata=None), choice)
    form = ExportInput(formdata=None, shown="labels" if layout.labels else "codes")
    form.layout_name.data = layout.name
    return _page(programme, form, export_choice.of_layout(programme, layout), layout=layout)


@blueprint.get("/desk/programmes/<slug>/answers.<any(csv,xlsx,json,pdf,stickers,vcf):kind>")
@access.staff(Right.EXPORT)
def choose_export(slug: str, kind: str) -> ResponseReturnValue:  # noqa: ARG001  # of the address
    """A file is only given when it is asked for with the form, because that leaves a trail."""
    return redirect(url_for("desk.export", slug=_programme(slug).slug), 303)


@blueprint.post("/desk/programmes/<slug>/answers.<any(csv,xlsx,json,pdf,stickers,vcf):kind>")
@access.staff(Right.EXPORT)
def answers(slug: str, kind: str) -> ResponseReturnValue:
    """The file; that it was taken is in the trail before its first byte leaves."""
    programme, form = _programme(slug), ExportInput()
    if form.sensitive.data:
        scope.programme(slug, Right.SEE_SENSITIVE)
    choice = export_choice.read(programme, request.form)
    if not form.validate() or choice.problems:
        return _again(programme, form, choice)
    try:
        found = _extract(programme, form, choice, kind)
        FORMATS[kind].check(found)
    except RuleBroken as broken:
        place = PLACES.get(type(broken), "columns")
        return _again(programme, form, choice, say(g.language, REASONS[type(broken)]), place)
    details = _details(found, form, choice, kind)
    if FORMATS[kind].is_large(found.count()):
        return _prepare(programme, found, form, choice, details)
    _record(programme, found, details)
    return _file(found, kind, file_name(slug, kind, found.until.date()))


@blueprint.post("/desk/programmes/<slug>/export")
@access.staff(Right.DECIDE)
def keep_layout(slug: str) -> ResponseReturnValue:
    """Keep the choice under a name for all who export from the programme, or delete what was kept.

    Sensitive answers are asked for anew each time, so neither their box nor the reason is kept.
    """
    scope.programme(slug, Right.DECIDE)
    programme, form, go = _programme(slug), ExportInput(), request.form.get("go")
    layout = _layout(programme, request.form.get("layout", ""))
    if go == "delete" and layout is not None:
        db.session.delete(layout)
        flash(say(g.language, "The layout was deleted."), "success")
        return redirect(url_for("desk.export", slug=slug), 303)
    choice = export_choice.read(programme, request.form)
    if choice.problems:
        return _again(programme, form, choice)
    try:
        kept = _save(layout if go == "change" else None, programme, form, choice)
    except RuleBroken as broken:
        return _again(
            programme, form, choice, say(g.language, REASONS[type(broken)]), "layout_name"
        )
    flash(say(g.language, "The layout was saved."), "success")
    return redirect(url_for("desk.export", slug=slug, layout=kept.id), 303)


def _save(
    layout: ExportLayout | None, programme: Programme, form: ExportInput, choice: Choice
) -> ExportLayout:
    return layouts.save(
        layout,
        form.layout_name.data or "",
        programme=programme,
        keys=choice.keys,
        pairs=choice.pairs,
        labels=form.labels,
        now=clock.now(),
    )


def _extract(programme: Programme, form: ExportInput, choice: Choice, kind: str) -> Extract:
    too_wide = kind == "pdf" and choice.untouched and len(choice.usual) > MOST_COLUMNS
    found = extract(
        programme,
        g.language,
        now=clock.now(),
        labels=form.labels,
        reader=scope.reader(programme, opened=form.sensitive.data),
        office=may(access.person(), Right.DECIDE, programme),
        keys=USUAL if too_wide else choice.keys,
        filters=choice.address.filters,
    )
    return replace(found, stickers=form.stickers(home=_home(programme)))


def _home(programme: Programme) -> str:
    """The country in which this person posts letters: of their city, else of the first partner."""
    own = {role.partner_id for role in access.person_or_404().roles}
    mine = [one for one in programme.partners if one.id in own]
    return next((one.country for one in (*mine, *programme.partners)), "")


def _details(found: Extract, form: ExportInput, choice: Choice, kind: str) -> dict[str, object]:
    """What the trail says of an export."""
    chosen = FORMATS[kind].chosen
    return {
        "format": kind,
        "labels": found.labels,
        "sensitive": found.reader.opened,
        "reason": form.words,
        **{name: one for name, one in choice.details.items() if chosen or name != "columns"},
        **({} if kind != "stickers" else asdict(found.stickers)),
    }


def _record(programme: Programme, found: Extract, details: dict[str, object]) -> None:
    trail.record(
        "export",
        about=f"programme:{programme.id}",
        by=staff_actor(access.person_or_404()).label,
        now=found.until,
        rows=found.count(),
        **details,
    )


def _prepare(
    programme: Programme,
    found: Extract,
    form: ExportInput,
    choice: Choice,
    details: dict[str, object],
) -> ResponseReturnValue:
    """Leave a large one to the worker."""
    try:
        jobs.ask(found, details=details, by=access.person_or_404(), now=found.until)
    except RuleBroken as broken:
        return _again(programme, form, choice, say(g.language, REASONS[type(broken)]), "choice")
    flash(say(g.language, PREPARED), "success")
    return redirect(url_for("desk.exports"), 303)


def _file(found: Extract, kind: str, name: str) -> Response:
    pieces = stream_with_context(FORMATS[kind].pieces(found))
    answer = Response(pieces, content_type=FORMATS[kind].media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _programme(slug: str) -> Programme:
    found = scope.programme(slug, Right.EXPORT)
    if found.form_version_id is None:
        raise NotFound
    if not scope.reads_applications(found):
        raise Forbidden
    return found


def _addresses(programme: Programme) -> dict[str, str]:
    """The questions for an address that this person may have, the sensitive ones as well."""
    opened = may(access.person(), Right.SEE_SENSITIVE, programme)
    office = may(access.person(), Right.DECIDE, programme)
    reader = scope.reader(programme, opened=opened)
    return address_questions(documents_of(programme), g.language, reader, office=office)


def _layout(programme: Programme, number: str) -> ExportLayout | None:
    """One of the programme's; None if none is named.

    Raises:
        NotFound: the programme has none with this number.
    """
    if not number:
        return None
    for one in layouts.of(programme):
        if str(one.id) == number:
            return one
    raise NotFound


def _again(
    programme: Programme, form: ExportInput, choice: Choice, error: str = "", place: str = "columns"
) -> ResponseReturnValue:
    """The page with all that was typed, and what is wrong with it."""
    layout = _layout(programme, request.form.get("layout", ""))
    errors = [(place, error)] if error else list(choice.problems.items())
    return _page(programme, form, choice, layout=layout, errors=errors), 422


def _page(
    programme: Programme,
    form: ExportInput,
    choice: Choice,
    *,
    layout: ExportLayout | None = None,
    errors: Sequence[tuple[str, str]] = (),
) -> str:
    reasons = [
        (field.name, say(g.language, error))
        for field in (form.reason, form.first)
        for error in field.errors[:1]
    ]
    return render_template(
        "desk/export.html",
        programme=programme,
        form=form,
        choice=choice,
        chips=list(chips(replace(choice.address, pairs=choice.hidden_pairs))),
        errors=[*reasons, *errors],
        sent=sum(queue.counts([programme.id]).values()),
        left=queue.count(choice.address.filters) if choice.pairs else None,
        states=IN_ORDER,
        layout=layout,
        layouts=layouts.of(programme),
        may_open=may(access.person(), Right.SEE_SENSITIVE, programme),
        at_once=settings.export_rows_at_once,
        at_once_printed=ROWS_AT_ONCE,
        sheets=SHEET_WORDS,
        addresses=_addresses(programme),
        no_addresses=NO_ADDRESSES,
        may_keep=may(access.person(), Right.DECIDE, programme),
    )
