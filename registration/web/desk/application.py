"""One application: answers, documents, history, messages, and what can be done."""

from collections.abc import Sequence
from datetime import datetime

from flask import g, render_template, send_file
from flask.typing import ResponseReturnValue

from registration.applications import answers, documents
from registration.applications.answers import ShownSection
from registration.applications.models import Application
from registration.audit import trail
from registration.audit.models import AuditEntry
from registration.core import clock
from registration.core.languages import say
from registration.files.inspection import MEDIA_TYPES
from registration.files.storage import path_of
from registration.forms.rules.values import APPLICANT, COORDINATOR, PARTIES
from registration.mail import outbox
from registration.parties import contributions
from registration.parties.words import WHO
from registration.programmes.catalogue import card
from registration.staff import members
from registration.staff.permissions import Act as Right
from registration.staff.permissions import may
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.parts import parts, what_is_missing
from registration.web.desk.possible import possible_acts
from registration.web.desk.words import ACTS, ENTRIES
from registration.web.shared import access


@blueprint.get("/desk/applications/<reference>")
@access.staff(Right.SEE)
def application(reference: str) -> ResponseReturnValue:
    """All there is to know."""
    found = scope.application(reference)
    now = clock.now()
    may_decide = may(access.person(), Right.DECIDE, found.programme)
    acts = possible_acts(found, now=now) if may_decide else []
    return render_template(
        "desk/application.html",
        application=found,
        card=card(found.programme, now),
        sections=_sections(found, now, office=may_decide),
        parts=parts(found),
        missing=what_is_missing(found),
        may_decide=may_decide,
        acts=[(act, say(g.language, ACTS[act].button)) for act in acts if act in ACTS],
        history=history(found),
        messages=outbox.messages_about(found.about),
    )


@blueprint.get("/desk/applications/<reference>/documents/<int:document_id>")
@access.staff(Right.SEE)
def document(reference: str, document_id: int) -> ResponseReturnValue:
    """A document, to be saved; never shown as a page of ours."""
    application = scope.application(reference)
    office = may(access.person(), Right.DECIDE, application.programme)
    readable = _readable(application, office=office)
    found = documents.by_id(application, document_id, by=readable).file
    answer = send_file(
        path_of(found),
        mimetype=MEDIA_TYPES[found.kind],
        as_attachment=True,
        download_name=found.name,
    )
    answer.headers["Cache-Control"] = "no-store"  # Flask's own word for files is "public"
    return answer


def _readable(found: Application, *, office: bool) -> list[str]:
    """The parties whose answers may be read here: drafts of others are nobody's business."""
    arrived = contributions.arrived(found) | {APPLICANT} | ({COORDINATOR} if office else set())
    return [party for party in PARTIES if party in arrived]


def _sections(found: Application, now: datetime, *, office: bool) -> list[tuple[str, ShownSection]]:
    """(whose it is, the section) in the order of the parties; empty for the applicant's."""
    today = now.date().isoformat()
    whose = {APPLICANT: "", COORDINATOR: say(g.language, "For office use only"), **_named(found)}
    return [
        (whose[party], shown)
        for party in _readable(found, office=office)
        for shown in answers.shown(found, g.language, today=today, by=party)
    ]


def _named(found: Application) -> dict[str, str]:
    if not answers.document_of(found).contributors:
        return {}
    return {
        party: f"{say(g.language, WHO[party])}: {part.name}"
        for party, part in contributions.by_party(found).items()
    }


def history(found: Application) -> list[tuple[AuditEntry, str, str]]:
    """(entry, what happened, who did it), newest first."""
    entries = trail.entries_about(found.about)
    names = members.names_of(_staff_ids(entries))
    return [
        (entry, say(g.language, ENTRIES.get(entry.act, entry.act)), who(entry.actor, names))
        for entry in entries
    ]


def who(actor: str, names: dict[int, str]) -> str:
    """The actor of an audit entry as people call it."""
    kind, _, number = actor.partition(":")
    if kind == "staff" and number.isdecimal():
        return names.get(int(number), say(g.language, "Former staff member"))
    return say(g.language, WHO[kind]) if kind in WHO else say(g.language, "System")


def _staff_ids(entries: Sequence[AuditEntry]) -> list[int]:
    numbers = (entry.actor.removeprefix("staff:") for entry in entries)
    return [int(number) for number in numbers if number.isdecimal()]
