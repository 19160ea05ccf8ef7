"""Take the answers of a programme away as a table."""

from flask import Response, g, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from registration.applications.queue import counts
from registration.audit import trail
from registration.core import clock
from registration.core.errors import Forbidden, NotFound
from registration.core.languages import say
from registration.exchange.answers import Extract, extract
from registration.exchange.tables import FORMATS
from registration.programmes.models import Programme
from registration.staff.permissions import Act as Right
from registration.staff.permissions import may
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.inputs import ExportInput
from registration.web.shared import access
from registration.workflow.actors import staff_actor


@blueprint.get("/desk/programmes/<slug>/export")
@access.staff(Right.EXPORT)
def export(slug: str) -> ResponseReturnValue:
    """What to take away, and how."""
    return _page(_programme(slug), ExportInput(formdata=None))


@blueprint.get("/desk/programmes/<slug>/answers.<any(csv,xlsx,json):kind>")
@access.staff(Right.EXPORT)
def choose_export(slug: str, kind: str) -> ResponseReturnValue:  # noqa: ARG001  # of the address
    """A file is only given when it is asked for with the form, because that leaves a trail."""
    return redirect(url_for("desk.export", slug=_programme(slug).slug), 303)


@blueprint.post("/desk/programmes/<slug>/answers.<any(csv,xlsx,json):kind>")
@access.staff(Right.EXPORT)
def answers(slug: str, kind: str) -> ResponseReturnValue:
    """The file; that it was taken is in the trail before its first byte leaves."""
    programme, form = _programme(slug), ExportInput()
    if form.sensitive.data:
        scope.programme(slug, Right.SEE_SENSITIVE)
    if not form.validate():
        return _page(programme, form), 422
    now = clock.now()
    reader = scope.reader(programme, opened=form.sensitive.data)
    office = may(access.person(), Right.DECIDE, programme)
    found = extract(
        programme, g.language, now=now, labels=form.labels, reader=reader, office=office
    )
    trail.record(
        "export",
        about=f"programme:{programme.id}",
        by=staff_actor(access.person_or_404()).label,
        now=now,
        format=kind,
        rows=found.count(),
        labels=found.labels,
        sensitive=reader.opened,
        reason=form.words,
    )
    return _file(found, kind, f"{slug}-{now.date().isoformat()}.{kind}")


def _file(found: Extract, kind: str, name: str) -> Response:
    media_type, pieces = FORMATS[kind]
    answer = Response(stream_with_context(pieces(found)), content_type=media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _programme(slug: str) -> Programme:
    found = scope.programme(slug, Right.EXPORT)
    if found.form_version_id is None:
        raise NotFound
    if not scope.reads_applications(found):
        raise Forbidden
    return found


def _page(programme: Programme, form: ExportInput) -> str:
    errors = [say(g.language, error) for error in form.reason.errors[:1]]
    sent = sum(counts([programme.id]).values())
    return render_template(
        "desk/export.html",
        programme=programme,
        form=form,
        errors=errors,
        sent=sent,
        may_open=may(access.person(), Right.SEE_SENSITIVE, programme),
    )
