"""Drafts: begun, saved section by section, and begun anew where a double click would make two."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import contains_eager

from registration.applications import answers, indexing, sealing, versions
from registration.applications.models import Application, SectionAnswers
from registration.applications.references import new_reference
from registration.applications.states import State
from registration.core.db import db
from registration.forms.document import Document
from registration.forms.kept import Kept
from registration.forms.models import FormVersion
from registration.forms.rules.values import PARTIES
from registration.forms.wtform import section_form
from registration.programmes.models import Programme

_BEGUN_FROM = (
    select(Application)
    .join(Programme)
    .where(Application.opening == bindparam("opening"))
    .options(contains_eager(Application.programme))
)


def begin(programme: Programme, *, opening: str, language: str, now: datetime) -> Application:
    """A new draft, which its first saved section puts into the database.

    Args:
        programme: what it is for.
        opening: a random word of the page that it was begun from; the same page begins one draft.
        language: the applicant's; mails come in it.
        now: the moment, aware.
    """
    if programme.form_version_id is None:
        raise LookupError(programme.slug)
    return Application(
        reference=new_reference(),
        opening=opening,
        programme=programme,
        form_version_id=programme.form_version_id,
        state=State.DRAFT,
        language=language,
        created_at=now,
        changed_at=now,
        date_keys=[],
        answers=[],
        documents=[],
    )


def begun_from(opening: str) -> Application | None:
    """The application that was begun from this very page, if any."""
    return db.session.scalar(_BEGUN_FROM, {"opening": opening})


def save_section(
    application: Application,
    section_key: str,
    *,
    typed: list[list[str]],
    values: Mapping[str, Any] | None,
    now: datetime,
    was_sent: bool = False,
) -> None:
    """Keep what was typed in a section, and its values where all of them can stand (else None).

    What stood there ``was_sent`` and is kept as a version, if it is not the same.
    """
    if was_sent and values != _values(application, section_key):
        versions.keep(application, section_key, now=now)
    sealed = answers.sealed_in(application, section_key)
    application.changed_at = now
    if application.id is None and sealed:
        db.session.add(application)
        db.session.flush()  # what is sealed is tied to the id
    kept = _kept(application, section_key)
    if kept is None:
        kept = SectionAnswers(application_id=application.id, section=section_key)
    sealing.write(kept, sealed, typed=typed, values=values)
    kept.saved_at = now
    if kept not in application.answers:
        application.answers.append(kept)
    answers.take_over(application)
    db.session.add(application)
    db.session.flush()
    if application.state != State.DRAFT:  # the desk finds it from the moment it is sent
        indexing.index(application)


def forget_sections(application: Application, *, by: str) -> None:
    """Delete what a party typed and handed in, because somebody else now fills it in."""
    document = answers.document_of(application)
    versions.forget_sections(application, _keys(document, by))
    for kept in [one for one in application.answers if one.section in _keys(document, by)]:
        application.answers.remove(kept)
        db.session.delete(kept)
    for handed_in in list(application.documents):
        section = document.section_of(handed_in.field)
        if section is not None and section.by == by:
            application.documents.remove(handed_in)
            db.session.delete(handed_in)


def _keys(document: Document, party: str) -> set[str]:
    return {section.key for section in document.sections_by(party)}


def typed_in(application: Application, section_key: str) -> list[list[str]]:
    """What was typed in a section, as names and values of inputs."""
    found = _kept(application, section_key)
    return sealing.read(found).typed if found else []


def carry_over(
    application: Application, version: FormVersion, *, sent: Collection[str] = (), now: datetime
) -> None:
    """Let an application go on with another version of its form; all that was typed is read anew.

    What was typed for a question that moved to another section goes with it. What no question
    asks for any more is not kept. Answers that nobody typed, e.g. brought in as values, stay. What
    one party typed never becomes the answer of another.

    What the parties in ``sent`` had sent is kept as a version, as far as it is still asked for.
    """
    before = answers.document_of(application)
    for kept in application.answers:
        old = before.section(kept.section)
        if old is not None and old.by in sent:
            versions.keep(application, kept.section, now=now)
    typed = _typed_by_party(application)
    application.form_version_id = version.id
    form = answers.document_of(application)
    for kept in list(application.answers):
        if form.section(kept.section) is None:
            application.answers.remove(kept)
            db.session.delete(kept)
    begun = {kept.section for kept in application.answers}
    brought = {kept.section for kept in application.answers if _was_brought(kept)}
    today = now.date().isoformat()
    for section in form.sections:
        if section.key in brought:
            _seal_anew(application, section.key)
            continue
        known = answers.known_to(application, section.by, without=section.key)
        asked = answers.asked(application, application.language, today=today, by=section.by)
        given = typed[section.by]
        bound = section_form(section)(given, asked=asked, answers=known, from_page=False)
        if section.key in begun or bound.is_begun:
            values = bound.values() if bound.judge() else None
            save_section(application, section.key, typed=bound.typed(), values=values, now=now)
    if application.state != State.DRAFT:
        indexing.index(application)  # what was open in the old version may be closed in the new one
    versions.tidy(application)


def _typed_by_party(application: Application) -> dict[str, Kept]:
    form = answers.document_of(application)
    return {
        party: Kept.of(
            pair
            for section in form.sections_by(party)
            for pair in typed_in(application, section.key)
        )
        for party in PARTIES
    }


def _was_brought(kept: SectionAnswers) -> bool:
    content = sealing.read(kept)
    return bool(content.values) and not content.typed


def _seal_anew(application: Application, section_key: str) -> None:
    """Keep the values of a section as its form asks now, which may have become sensitive."""
    kept = _kept(application, section_key)
    if kept is not None:
        sealed, content = answers.sealed_in(application, section_key), sealing.read(kept)
        sealing.write(kept, sealed, typed=content.typed, values=content.values)


def _values(application: Application, section_key: str) -> dict[str, Any] | None:
    kept = _kept(application, section_key)
    return sealing.read(kept).values if kept else None


def _kept(application: Application, section_key: str) -> SectionAnswers | None:
    return next((one for one in application.answers if one.section == section_key), None)
