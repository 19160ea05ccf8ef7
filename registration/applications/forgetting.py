"""Forgetting: answers are deleted by themselves when the time is over for which they are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from registration.applications import answers, indexing, keeping, sealing, versions
from registration.applications.models import AnswerVersion, Application, Document
from registration.applications.sealing import Kept
from registration.audit import trail
from registration.core.db import db, unit_of_work
from registration.files import storage
from registration.forms.fields.field import Field, Which
from registration.forms.fields.group import Group
from registration.programmes.models import Programme

BATCH = 200
FORGOTTEN = "forget_answers"


@dataclass
class Due:
    """What is to be deleted of an application.

    Attributes:
        keys: the questions, for the trail.
        left: what stays of each section that loses something: (row, typed, values).
        lost: sections of which everything that is sealed goes, though nobody can read it.
        documents: the files that go.
    """

    keys: set[str] = field(default_factory=set)
    left: list[tuple[Kept, list[Any], dict[str, Any] | None]] = field(default_factory=list)
    lost: list[Kept] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)


def run(now: datetime) -> int:
    """Delete the answers whose time is over, each application in a unit of work of its own.

    Returns:
        Of how many applications.
    """
    with unit_of_work(writes=False):
        due = [one for version in _versions(now) for one in _applications(version, now)]
    for application_id in due:
        with unit_of_work():
            old_files = _forget(db.session.get_one(Application, application_id), now)
        for path in old_files:  # only now: nothing names them any more
            path.unlink(missing_ok=True)
    return len(due)


def _versions(now: datetime) -> list[int]:
    """The versions of forms with answers to forget, used by programmes that are over."""
    query = select(Application.form_version_id).join(Programme).where(_is_over(now)).distinct()
    return [
        version
        for version in db.session.scalars(query)
        if any(
            question.has(lambda one: one.keep is not None)
            for question in answers.document_by_id(version).fields()
        )
    ]


def _applications(version: int, now: datetime) -> list[int]:
    """Those that still hold something to forget."""
    found, last, more = [], 0, True
    query = select(Application).join(Programme).where(_is_over(now))
    query = query.where(Application.form_version_id == version).order_by(Application.id)
    query = query.options(
        selectinload(Application.programme),
        selectinload(Application.answers),
        selectinload(Application.old_answers),
        selectinload(Application.documents),
    )
    while more:
        batch = db.session.scalars(query.where(Application.id > last).limit(BATCH)).all()
        found += [one.id for one in batch if _due(one, now).keys]
        last, more = batch[-1].id if batch else 0, len(batch) == BATCH
        db.session.expunge_all()
    return found


def _is_over(now: datetime) -> Any:
    return func.coalesce(Programme.ends_at, Programme.starts_at) <= now


def _due(application: Application, now: datetime) -> Due:
    form, due = answers.document_of(application), Due()
    over = keeping.over(application.programme, now.date().isoformat())
    for kept in application.answers:
        section, content = form.section(kept.section), sealing.read(kept)
        if section is None:
            continue
        questions = {one.key: one for one in section.fields}
        typed = [pair for pair in content.typed if not _is_part(pair[0], questions, over)]
        values = _left(content.values, questions, over)
        if (typed, values) != (content.typed, content.values):
            due.left.append((kept, typed, values))
            due.keys |= {key for key, one in questions.items() if one.has(over)}
        if not content.readable and all(over(questions[key]) for key in section.sealed):
            due.lost.append(kept)
            due.keys |= section.sealed
    _note_old_answers(application, due, over)
    for document in application.documents:
        question = form.field(document.field)
        if question is not None and over(question):
            due.documents.append(document)
            due.keys.add(question.key)
    return due


def _note_old_answers(application: Application, due: Due, over: Which) -> None:
    questions = {one.key: one for one in answers.document_of(application).fields()}
    for old in application.old_answers:
        content, keys = sealing.read(old), versions.sealed_in(old)
        values = _left(content.values, questions, over)
        asked = questions.keys() & (content.values or {}).keys()
        if values != content.values:
            due.left.append((old, [], values))
            due.keys |= {key for key in asked if questions[key].has(over)}
        if not content.readable and all(over(questions[key]) for key in keys if key in questions):
            due.lost.append(old)
            due.keys |= keys


def _forget(application: Application, now: datetime) -> list[Path]:
    due = _due(application, now)
    for kept, typed, values in due.left:
        if isinstance(kept, AnswerVersion):
            sealed = versions.sealed_in(kept)
        else:
            sealed = answers.sealed_in(application, kept.section)
        sealing.write(kept, sealed, typed=typed, values=values)
    for kept in due.lost:
        sealing.drop(kept)
    for document in due.documents:
        application.documents.remove(document)
        db.session.delete(document)
    if due.keys:
        indexing.index(application)
        keys = sorted(due.keys)
        trail.record(FORGOTTEN, about=application.about, by="system", now=now, fields=keys)
    return [storage.delete(document.file) for document in due.documents]


def _is_part(name: str, questions: Mapping[str, Field], over: Which) -> bool:
    """Whether an input, e.g. ``companions-0-passport-number``, belongs to what is over."""
    key, _, rest = name.partition("-")
    question = questions.get(key)
    if question is None or over(question):
        return question is not None
    if not isinstance(question, Group):
        return False
    return _is_part(rest.partition("-")[2], {one.key: one for one in question.fields}, over)


def _left(
    values: dict[str, Any] | None, questions: Mapping[str, Field], over: Which
) -> dict[str, Any] | None:
    if values is None:
        return None
    left = {
        key: questions[key].without(over, value) if questions[key].has(over) else value
        for key, value in values.items()
        if key in questions
    }
    return {key: value for key, value in left.items() if value is not None}
