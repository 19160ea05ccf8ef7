"""Versions: what the answers were before others were sent in their place, and what changed since.

They are kept as the answers are: sensitive ones sealed, what nobody is asked for not at all, and
no longer than their question says.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registration.applications import answers, sealing
from registration.applications.models import AnswerVersion, Application
from registration.core.db import db
from registration.forms.fields.field import Field
from registration.forms.readers import Reader

Old = tuple[Any, AnswerVersion]


@dataclass(frozen=True)
class Was:
    """What an answer was; empty if there was none, or ``hidden`` because it is sensitive."""

    text: str
    hidden: bool = False


def keep(application: Application, section_key: str, *, now: datetime) -> None:
    """Keep what was sent in a section, before something else takes its place.

    Once a revision: what is typed and typed again before it is sent was never sent.
    """
    number = application.revision
    if any((old.number, old.section) == (number, section_key) for old in application.old_answers):
        return
    kept = next((one for one in application.answers if one.section == section_key), None)
    values = sealing.read(kept).values if kept else None
    old = AnswerVersion(
        application_id=application.id,
        number=number,
        section=section_key,
        form_version_id=application.form_version_id,
        at=now,
    )
    keys = answers.sealed_in(application, section_key) & (values or {}).keys()
    sealing.write(old, keys, typed=[], values=values)
    application.old_answers.append(old)


def sealed_in(old: AnswerVersion) -> frozenset[str]:
    """The keys of an old version that are sealed: by the form of then, and by that of now."""
    then = answers.document_by_id(old.form_version_id).sealed
    keys, content = then | answers.document_of(old.application).sealed, sealing.read(old)
    return keys & (content.values or {}).keys() if content.readable else keys


def forget(application: Application, keys: Collection[str]) -> None:
    """Delete the old answers to some questions for good."""
    for old in list(application.old_answers):
        values = sealing.read(old).values or {}
        if not values.keys().isdisjoint(keys):
            left = {key: value for key, value in values.items() if key not in keys}
            sealing.write(old, sealed_in(old) - set(keys), typed=[], values=left)


def forget_sections(application: Application, sections: Collection[str]) -> None:
    """Delete all that some sections were."""
    for old in [one for one in application.old_answers if one.section in sections]:
        application.old_answers.remove(old)
        db.session.delete(old)


def tidy(application: Application) -> None:
    """After another version of the form was taken up: what it does not ask for is not kept."""
    asked = {field.key for field in answers.document_of(application).fields()}
    kept = {key for old in application.old_answers for key in sealing.read(old).values or {}}
    forget(application, kept - asked)
    for old in application.old_answers:
        content = sealing.read(old)
        if content.readable:
            sealing.write(old, sealed_in(old), typed=[], values=content.values)


def numbers(application: Application) -> list[tuple[int, datetime]]:
    """(number, when) of each time that answers were replaced, the latest first."""
    found = {old.number: old.at for old in application.old_answers}
    return sorted(found.items(), reverse=True)


def changed(
    application: Application, language: str, *, since: int, today: str, reader: Reader
) -> dict[str, Was]:
    """What the answers that changed since a version was replaced had been, by question.

    What is hidden from the ``reader`` because of their role is left out, also that it changed; of
    a sensitive answer that is not open they learn that it changed.
    """
    now = answers.all_values(application)
    before, replaced = _before(application, since), _replaced(application, since)
    found = {}
    for section in answers.document_of(application).sections:
        for field in section.fields:
            value, old = before.get(field.key, (None, replaced.get(section.key)))
            if old is None or not field.shows or value == now.get(field.key):
                continue
            was = _was(field, value, old, language, today=today, reader=reader)
            if was is not None:
                found[field.key] = was
    return found


def _replaced(application: Application, since: int) -> dict[str, AnswerVersion]:
    """What each section was when version ``since`` was replaced; not those that have not changed.

    A section whose old answers are sealed and cannot be read is left out.
    """
    found: dict[str, AnswerVersion] = {}
    for old in sorted(application.old_answers, key=lambda one: one.number, reverse=True):
        if old.number >= since:
            found[old.section] = old
    return {key: old for key, old in found.items() if sealing.read(old).readable}


def _before(application: Application, since: int) -> dict[str, Old]:
    return {
        key: (value, old)
        for old in _replaced(application, since).values()
        for key, value in (sealing.read(old).values or {}).items()
    }


def _was(
    field: Field, value: Any, old: AnswerVersion, language: str, *, today: str, reader: Reader
) -> Was | None:
    application = old.application
    form = answers.document_by_id(old.form_version_id)
    then = form.field(field.key) or field
    if any(one.has(lambda part: not reader.is_meant(part)) for one in (field, then)):
        return None
    if any(one.has(reader.hides) for one in (field, then)):
        return Was("", hidden=True)
    section = answers.document_of(application).section_of(field.key)
    by = section.by if section else ""
    asked = answers.asked_by(form, application.programme, language, today=today, by=by)
    return Was("" if value is None else then.show(value, asked))
