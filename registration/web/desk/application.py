"""One application: answers, documents, history, messages, and what can be done."""

from collections.abc import Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from registration.applications import answers, documents
from registration.applications.answers import ShownSection
from registration.applications.models import Application, Document
from registration.audit import trail
from registration.audit.models import AuditEntry
from registration.core import clock
from registration.core.errors import Forbidden
from registration.core.languages import say
from registration.core.numbers import whole_number
from registration.decisions import waiting
from registration.exchange import consents
from registration.forms.rules.values import ACCEPTED, APPLICANT, COORDINATOR, PARTIES
from registration.mail import outbox, refusals
from registration.parties import contributions, supplements
from registration.parties.words import WHO
from registration.programmes.catalogue import card
from registration.staff import members
from registration.staff.permissions import Act as Right
from registration.staff.permissions import may, partners_of
from registration.web.desk import scope
from registration.web.desk.beside import beside
from registration.web.desk.blueprint import blueprint
from registration.web.desk.changes import changes_in
from registration.web.desk.contributions import parts, what_is_missing
from registration.web.desk.correspondence import correspondence
from registration.web.desk.possible import possible_acts
from registration.web.desk.queue import neighbours
from registration.web.desk.quotas import left_for
from registration.web.desk.way import came_from, to_application
from registration.web.desk.words import ACTS, ENTRIES, OPENED_ANSWERS, OPENED_DOCUMENT
from registration.web.shared import access
from registration.web.shared.consents import shown as record_of_consents
from registration.web.shared.downloads import show
from registration.workflow import groups
from registration.workflow.actors import staff_actor


@blueprint.get("/desk/applications/<reference>")
@access.staff(Right.SEE)
def application(reference: str) -> ResponseReturnValue:
    """All there is to know, but for sensitive answers."""
    return page(scope.application(reference))


@blueprint.get("/desk/applications/<reference>/sensitive")
@access.staff(Right.SEE)
def hide_sensitive(reference: str) -> ResponseReturnValue:
    """Only the button shows them, because that leaves a trail; looking again hides them."""
    found = scope.application(reference)
    return redirect(to_application(found), 303)


@blueprint.post("/desk/applications/<reference>/sensitive")
@access.staff(Right.SEE_SENSITIVE)
def show_sensitive(reference: str) -> ResponseReturnValue:
    """The page with the sensitive answers, once; that they were opened is in the trail."""
    found = scope.application(reference, Right.SEE_SENSITIVE)
    if _opened_since(found, request.form.get("seen", "")):  # the browser sent the page once more
        return redirect(to_application(found), 303)
    rows = (row for _, section in _sections(found, opened=False) for row in section.rows)
    fields = [row.field.key for row in rows if row.hidden == "sensitive"]
    _record(OPENED_ANSWERS, found, fields=fields)
    return page(found, opened=True)


@blueprint.get("/desk/applications/<reference>/documents/<int:document_id>")
@access.staff(Right.SEE)
def document(reference: str, document_id: int) -> ResponseReturnValue:
    """A document to look at or to save; a sensitive one by its button, which leaves a trail."""
    found = scope.application(reference)
    wanted = _document(found, document_id)
    if not answers.is_sensitive(wanted):
        return show(wanted.file)
    scope.application(reference, Right.SEE_SENSITIVE)
    return redirect(url_for("desk.application", reference=found.reference), 303)


@blueprint.post("/desk/applications/<reference>/documents/<int:document_id>")
@access.staff(Right.SEE_SENSITIVE)
def open_document(reference: str, document_id: int) -> ResponseReturnValue:
    """A sensitive document to look at or to save; that it was opened is in the trail."""
    found = scope.application(reference, Right.SEE_SENSITIVE)
    wanted = _document(found, document_id)
    _record(OPENED_DOCUMENT, found, fields=[wanted.field], document=wanted.id)
    return show(wanted.file)


@blueprint.get("/desk/applications/<reference>/consents.pdf")
@access.staff(Right.SEE)
def consents_of(reference: str) -> ResponseReturnValue:
    """What everybody agreed to or not whose part has arrived; sensitive questions are left out."""
    found = scope.application(reference)
    return record_of_consents(found, _readable(found), reader=scope.reader(found.programme))


def _document(found: Application, document_id: int) -> Document:
    wanted = documents.by_id(found, document_id, by=_readable(found))
    if answers.is_hidden(wanted, scope.reader(found.programme, opened=True)):
        raise Forbidden
    return wanted


def page(found: Application, *, opened: bool = False, **refused: FlaskForm) -> str:
    """The page of an application; ``refused`` are forms on it with what was typed wrongly."""
    now, may_decide = clock.now(), _may(Right.DECIDE, found)
    acts = possible_acts(found, now=now) if may_decide else []
    told, group = history(found), groups.others_of(found)
    messages = outbox.messages_about(found.about)
    sections = _sections(found, opened=opened)
    return render_template(
        "desk/application.html",
        application=found,
        card=card(found.programme, now),
        no_news_since=refusals.refused_at(found.email) if found.email else None,
        sections=sections,
        has_consents=consents.among(
            one for _, one in (_sections(found, opened=False) if opened else sections)
        ),
        parts=parts(found),
        missing=what_is_missing(found),
        supplement=supplements.of(found),
        asks_more=supplements.is_open(found),
        now=now,
        may_decide=may_decide,
        opened=opened,
        may_open=_may(Right.SEE_SENSITIVE, found),
        limits=left_for(found),
        group=group,
        whole=groups.to_decide_with(found, group),
        acts=[(act, say(g.language, ACTS[act].button)) for act in acts if act in ACTS],
        history=told,
        changes=changes_in(found, [entry for entry, *_ in told], opened=opened),
        **decided(found),
        messages=messages,
        correspondence=correspondence(found, messages, may_decide=may_decide),
        came_from=came_from(),
        neighbours=neighbours(found),
        **{**beside(found, may_decide=may_decide), **refused},
    )


def decided(found: Application) -> dict[str, object]:
    """What the page says of a decision that waits."""
    decision = waiting.about(found)
    if decision is None:
        return {"decision": None}
    open_for = waiting.still_to_approve(decision)
    mine = partners_of(access.person(), Right.DECIDE, found.programme)
    return {
        "decision": decision,
        "open": open_for,
        "for_me": any(one.id in mine for one in open_for),
        "title_of": lambda act: say(g.language, ACTS[act].title),
    }


def _may(right: Right, found: Application) -> bool:
    return may(access.person(), right, found.programme)


def _opened_since(found: Application, seen: str) -> bool:
    """Whether this person opened the answers after the entry that was the newest on the page."""
    last = whole_number(seen) or 0
    me = staff_actor(access.person_or_404()).label
    return any(
        entry.id > last and (entry.act, entry.actor) == (OPENED_ANSWERS, me)
        for entry in trail.entries_about(found.about)
    )


def _record(act: str, found: Application, **details: object) -> None:
    by = staff_actor(access.person_or_404()).label
    trail.record(act, about=found.about, by=by, now=clock.now(), **details)


def _readable(found: Application) -> list[str]:
    """The parties whose answers may be read here: drafts of others are nobody's business."""
    office = _may(Right.DECIDE, found)
    arrived = contributions.arrived(found) | {APPLICANT} | ({COORDINATOR} if office else set())
    return [party for party in PARTIES if party in arrived]


def _sections(found: Application, *, opened: bool) -> list[tuple[str, ShownSection]]:
    """(whose it is, the section) in the order of the parties; empty for the applicant's."""
    today, reader = clock.now().date().isoformat(), scope.reader(found.programme, opened=opened)
    whose = {APPLICANT: "", COORDINATOR: say(g.language, "For office use only"), **_named(found)}
    whose[ACCEPTED] = say(g.language, WHO[ACCEPTED])
    return [
        (whose[party], shown)
        for party in _readable(found)
        for shown in answers.shown(found, g.language, today=today, by=party, reader=reader)
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
