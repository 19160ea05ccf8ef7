"""Answers: read them as a whole, show them, and take over what the system itself needs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from registration.applications import belonging, keeping, sealing
from registration.applications.models import Application, Document
from registration.core.db import db
from registration.core.formats import order_key, show_moment
from registration.core.languages import N_, say, say_many, text
from registration.forms import document as forms
from registration.forms import readers
from registration.forms.fields.dates import Dates
from registration.forms.fields.field import Asked, Field, Option
from registration.forms.fields.file import File
from registration.forms.fields.institution import Institution
from registration.forms.fields.name import full_name, name_in_order
from registration.forms.fields.picture import Picture
from registration.forms.models import FormVersion
from registration.forms.readers import Reader
from registration.forms.rules.reader import Condition, holds
from registration.forms.rules.values import APPLICANT, PARTIES, Facts
from registration.programmes.catalogue import places_left, site
from registration.programmes.models import Programme

MAX_NAME = 300
UNREADABLE = N_("This answer cannot be read.")
DELETED = N_("Deleted: the time to keep it is over.")
_documents: WeakKeyDictionary[Engine, dict[int, forms.Document]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Row:
    """A question with its answer as a reader sees it; ``value`` is the answer as it is kept.

    ``hidden`` says why it, or a part of it, is left out: it is ``sensitive``, or for other
    ``roles`` than the reader's; empty where nothing is.
    """

    field: Field
    label: str
    text: str
    value: Any
    documents: Sequence[Document] = ()
    hidden: str = ""


@dataclass(frozen=True)
class ShownSection:
    """A section with its answers; ``complete`` is False while something is missing or wrong."""

    section: forms.Section
    title: str
    complete: bool
    rows: Sequence[Row]


def document_of(application: Application) -> forms.Document:
    """The form that an application is filled in with."""
    return document_by_id(application.form_version_id)


def document_for(programme: Programme) -> forms.Document:
    """The form by which one applies for a programme now."""
    if programme.form_version_id is None:
        raise LookupError(programme.slug)
    return document_by_id(programme.form_version_id)


def values_by_section(application: Application) -> dict[str, dict[str, Any]]:
    """The values of each section that was filled in without an error.

    What later answers have hidden is left out: it is neither asked for nor shown.
    """
    read = {kept.section: sealing.read(kept).values for kept in application.answers}
    given = {section: values for section, values in read.items() if values is not None}
    return document_of(application).standing(given, facts_of(application))


def all_values(
    application: Application, *, by: Collection[str] = PARTIES, without: str = ""
) -> dict[str, Any]:
    """The values of the sections of some parties, by field key; ``without`` leaves one out."""
    found = values_by_section(application)
    return {
        name: value
        for section in document_of(application).sections
        if section.by in by and section.key != without
        for name, value in found.get(section.key, {}).items()
    }


def known_to(application: Application, party: str, *, without: str = "") -> dict[str, Any]:
    """The values at which the rules for a party look."""
    return all_values(application, by=forms.known_to(party), without=without)


def facts_of(application: Application, *, by: str = APPLICANT) -> Facts:
    """What the rules of its form look at beside the answers when the party ``by`` fills in.

    ``today`` is the day on which it was last changed, or sent: what was asked for stays asked for.
    """
    programme = application.programme
    return Facts(
        today=_day(application.submitted_at or application.changed_at, programme),
        starts=_day(programme.starts_at, programme),
        ends=_day(programme.ends_at, programme),
        by=by,
    )


def visible_sections(application: Application, *, by: str = APPLICANT) -> list[forms.Section]:
    """The sections that a party is asked for."""
    known = known_to(application, by)
    return document_of(application).visible_sections(known, facts_of(application, by=by))


def missing_sections(application: Application, *, by: str = APPLICANT) -> list[str]:
    """The keys of the sections that a party is asked for and that lack a valid answer."""
    visible = visible_sections(application, by=by)
    done = complete_sections(application) if visible else set()
    return [section.key for section in visible if section.key not in done]


def complete_sections(application: Application) -> set[str]:
    """The keys of the sections in which nothing is missing, whatever was answered since."""
    document = document_of(application)
    return document.complete(values_by_section(application), facts_of(application))


def asked(application: Application, language: str, *, today: str, by: str = APPLICANT) -> Asked:
    """What the questions to a party need to know beyond the form document."""
    kept = documents_by_field(application)
    return asked_by(
        document_of(application),
        application.programme,
        language,
        today=today,
        files={field: [one.name for one in documents] for field, documents in kept.items()},
        by=by,
    )


def asked_at_first(programme: Programme, language: str, *, today: str) -> Asked:
    """The same before there is an application."""
    return asked_by(document_for(programme), programme, language, today=today)


def asked_by(
    form: forms.Document,
    programme: Programme,
    language: str,
    *,
    today: str,
    files: Mapping[str, Sequence[str]] | None = None,
    by: str = APPLICANT,
) -> Asked:
    """What the questions of ``form`` need to know where it asks for ``programme``."""
    return Asked(
        language=language,
        today=today,
        starts=_day(programme.starts_at, programme),
        ends=_day(programme.ends_at, programme),
        dates=_date_options(form, programme, language),
        institutions=_institution_options(form, language),
        files=files or {},
        by=by,
    )


def _day(moment: datetime | None, programme: Programme) -> str:
    """A day on the programme's own clocks, which rules like an age refer to."""
    return moment.astimezone(ZoneInfo(programme.time_zone)).date().isoformat() if moment else ""


def documents_by_field(application: Application) -> dict[str, list[Document]]:
    """The documents handed in, by the key of the question that they answer."""
    found: dict[str, list[Document]] = {}
    if document_of(application).types & {File.type, Picture.type}:
        for document in application.documents:
            found.setdefault(document.field, []).append(document)
    return found


def _date_options(form: forms.Document, programme: Programme, language: str) -> list[Option]:
    """The programme's dates to choose from, where the form asks which."""
    if Dates.type not in form.types:
        return []
    return [
        Option(
            key=date.key,
            label=text(date.title, language),
            note=", ".join(
                part
                for part in (
                    show_moment(date.starts_at, language, zone=programme.time_zone),
                    text(date.venue, language),
                    _places_words(places_left(programme, f"date:{date.key}"), language),
                )
                if part
            ),
        )
        for date in programme.dates
    ]


def _institution_options(form: forms.Document, language: str) -> list[Option]:
    """The partnership's institutions to choose from, where the form asks for one."""
    if Institution.type not in form.types:
        return []
    return [
        Option(one.key, text(one.name, language), note=text(one.city, language), kind=one.kind)
        for one in site().institutions
    ]


def shown(
    application: Application,
    language: str,
    *,
    today: str,
    by: str = APPLICANT,
    reader: Reader = readers.APPLICANT,
) -> list[ShownSection]:
    """All sections that the party ``by`` is asked for, with their answers in words.

    What is hidden from the ``reader`` is left out, and also whether it was asked for.
    """
    document = document_of(application)
    sections = document.sections_by(by)
    if not sections:
        return []
    known = known_to(application, by)
    facts = facts_of(application, by=by)
    kept = documents_by_field(application)
    who = asked(application, language, today=today, by=by)
    missing = set(missing_sections(application, by=by))
    lost = lost_keys(application)
    secret = {field.key for field in document.fields() if field.has(reader.hides)}
    over = keeping.over(application.programme, today)

    def stands(rule: Condition | None, *, hidden: bool) -> bool:
        gives_away = hidden and rule is not None and bool(rule.fields & secret)
        return gives_away or holds(rule, known, facts)

    return [
        ShownSection(
            section=section,
            title=text(section.title, language),
            complete=section.key not in missing or any(map(over, section.fields)),
            rows=[
                _row_without_answer(field, who, DELETED)
                if over(field)
                else _hidden_row(field, known.get(field.key), who, reader)
                if field.key in secret
                else _row_without_answer(field, who, UNREADABLE)
                if field.key in lost
                else _row(field, kept.get(field.key, ()), known.get(field.key), who)
                for field in section.fields
                if field.shows and stands(field.when, hidden=reader.hides(field))
            ],
        )
        for section in sections
        if stands(section.when, hidden=all(map(reader.hides, section.fields)))
    ]


def lost_keys(application: Application) -> set[str]:
    """The keys of the questions whose answers are sealed and cannot be read."""
    lost, document = sealing.lost(application.answers), document_of(application)
    return {key for one in document.sections if one.key in lost for key in one.sealed}


def is_sensitive(document: Document) -> bool:
    """Whether a document answers a sensitive question."""
    return document.file.sealed_name is not None or is_hidden(document, Reader(opened=False))


def is_hidden(document: Document, reader: Reader) -> bool:
    """Whether a document answers a question whose answer is hidden from the reader."""
    field = document_of(document.application).field(document.field)
    return field is not None and reader.hides(field)


def sealed_in(application: Application, section_key: str) -> frozenset[str]:
    """The keys of a section's questions whose answers are kept sealed."""
    section = document_of(application).section(section_key)
    return section.sealed if section else frozenset()


def take_over(application: Application) -> None:
    """Copy what the system itself needs out of the answers: name, address, party, dates, quotas.

    A field that has not been answered yet leaves its column empty.
    """
    document = document_of(application)
    known = all_values(application)
    found = {
        field.role: known.get(field.key) for field in document.fields() if field.role is not None
    }
    application.name = full_name(found.get("name"), application.language)[:MAX_NAME]
    _take_over_email(application, found.get("email"))
    application.institution = _institution(document, found.get("institution"), application.language)
    note_order(application, found.get("name"))
    if not sealing.lost(application.answers):
        application.party_size = 1 + len(found.get("companions") or ())
    application.date_keys = list(found.get("dates") or ())
    belonging.take_over(application, document, known)


def note_order(application: Application, name: Mapping[str, str] | None) -> None:
    """Note by what a list of applications is sorted, the value of the question for ``name``."""
    application.name_key = order_key(name_in_order(name) or application.name)[:MAX_NAME]
    application.institution_key = order_key(application.institution)[:MAX_NAME]


def roles_in(application: Application, section_key: str) -> set[str]:
    """The roles of a section's questions, and of all that its answers may show or hide."""
    document = document_of(application)
    section = document.section(section_key)
    own = {field.role for field in section.fields if field.role} if section else set()
    return own | document.conditional_roles


def _institution(form: forms.Document, value: Any, language: str) -> str:
    """Its readable name, whichever type of question asked for it."""
    field = form.field_with_role("institution")
    if field is None or value is None:
        return ""
    who = Asked(language, today="", institutions=_institution_options(form, language))
    return field.show(value, who)[:MAX_NAME]


def _take_over_email(application: Application, email: str | None) -> None:
    """A wrong or missing address takes no known one away; another one is not proved yet."""
    if email and application.email != email:
        application.email = email
        application.email_proved_at = None


def _row(field: Field, documents: Sequence[Document], value: Any, who: Asked) -> Row:
    return Row(
        field=field,
        label=field.question(who.language),
        text="" if value is None or isinstance(field, File) else field.show(value, who),
        value=value,
        documents=documents,
    )


def _hidden_row(field: Field, value: Any, who: Asked, reader: Reader) -> Row:
    left = field.without(reader.hides, value)
    closed = field.has(lambda one: reader.is_meant(one) and reader.hides(one))
    return Row(
        field=field,
        label=field.question(who.language),
        text="" if left is None else field.show(left, who),
        value=None,
        hidden="sensitive" if closed and reader.is_meant(field) else "roles",
    )


def _row_without_answer(field: Field, who: Asked, words: str) -> Row:
    told = say(who.language, words)
    return Row(field=field, label=field.question(who.language), text=told, value=None)


def _places_words(left: int | None, language: str) -> str:
    if left is None:
        return ""
    return say_many(language, left, "%(num)s place left", "%(num)s places left")


def document_by_id(version_id: int) -> forms.Document:
    """A published version never changes, so it is read only once."""
    kept = _documents.setdefault(db.engine, {})
    if version_id not in kept:
        kept[version_id] = forms.parse(db.session.get_one(FormVersion, version_id).document)
    return kept[version_id]
