"""One's own exports that the worker prepares: how far they are, the files, giving them up."""

from collections.abc import Iterator, Sequence

from flask import Response, flash, g, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.core.db import db
from registration.core.errors import Forbidden
from registration.core.languages import N_, say
from registration.exchange import jobs
from registration.exchange.job_models import WHY_NOT, ExportJob
from registration.exchange.tables import FORMATS, file_name
from registration.files import storage
from registration.files.models import StoredFile
from registration.staff.permissions import Act as Right
from registration.web.desk.blueprint import blueprint
from registration.web.shared import access

KINDS = {
    "csv": N_("CSV file"),
    "xlsx": N_("Excel table"),
    "json": N_("JSON file"),
    "pdf": N_("List as PDF"),
    "stickers": N_("Address labels (PDF)"),
    "vcf": N_("Business cards (vCard)"),
}


@blueprint.get("/desk/exports")
@access.staff(Right.EXPORT)
def exports() -> ResponseReturnValue:
    """What this person asked for, the newest first."""
    found = jobs.of(access.person_or_404(), now=clock.now())
    return render_template("desk/exports.html", exports=found, kinds=KINDS, why_not=WHY_NOT)


@blueprint.post("/desk/exports/<int(max=2147483647):export_id>/file")
@access.staff(Right.EXPORT)
def take_export(export_id: int) -> ResponseReturnValue:
    """The file, to whoever may still have what it holds; the trail has it before its first byte."""
    job, now = _own(export_id), clock.now()
    if not jobs.may_have(job):
        raise Forbidden
    files = jobs.take(job, now=now)
    first = storage.read(files[0])  # so that a key that is gone is told on a page
    name = file_name(job.programme.slug, job.kind, job.asked_at.date())
    db.session.flush()
    db.session.expunge_all()  # the files outlive the unit of work
    pieces = stream_with_context(_pieces(first, files[1:]))
    answer = Response(pieces, content_type=FORMATS[job.kind].media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/desk/exports/<int(max=2147483647):export_id>/delete")
@access.staff(Right.EXPORT)
def delete_export(export_id: int) -> ResponseReturnValue:
    """Give it up, also while it is being prepared."""
    jobs.delete(_own(export_id), now=clock.now())
    flash(say(g.language, "The export was deleted."), "success")
    return redirect(url_for("desk.exports"), 303)


def _own(export_id: int) -> ExportJob:
    return jobs.by_id(access.person_or_404(), export_id, now=clock.now())


def _pieces(first: bytes, files: Sequence[StoredFile]) -> Iterator[bytes]:
    yield first
    yield from map(storage.read, files)
