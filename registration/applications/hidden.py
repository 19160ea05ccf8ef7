"""What rules hide is not kept once an application is sent (Article 5 (1) (c) GDPR)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from registration.applications import answers, sealing, versions
from registration.applications.models import Application
from registration.core.db import db
from registration.forms.fields.field import Field
from registration.forms.fields.group import Group
from registration.forms.rules.reader import holds
from registration.forms.rules.values import Facts

Answers = Mapping[str, Any]


def forget_hidden(application: Application) -> None:
    """Delete for good what was answered, typed or handed in where rules hide the question now."""
    if sealing.lost(application.answers):
        return  # what cannot be read now may be what a rule looks at
    facts = answers.facts_of(application)
    kept_by_section = {kept.section: kept for kept in application.answers}
    known: dict[str, Any] = {}
    hidden: set[str] = set()
    for section in answers.document_of(application).sections:
        facts = replace(facts, by=section.by)
        kept = kept_by_section.get(section.key)
        if not holds(section.when, known, facts):
            hidden |= {field.key for field in section.fields}
            if kept is not None:
                application.answers.remove(kept)
                db.session.delete(kept)
            continue
        content = sealing.read(kept) if kept else sealing.Content()
        values = _asked_for(section.fields, content.values or {}, known, facts)
        names = set(_hidden(section.fields, "", content.typed, values, known, facts))
        hidden |= names
        typed = [one for one in content.typed if names.isdisjoint(_names_within(one[0]))]
        if kept is not None and (_words(typed), values) != (
            _words(content.typed),
            content.values or {},
        ):
            still = None if content.values is None else values
            sealing.write(kept, section.sealed, typed=typed, values=still)
        known |= values
    versions.forget(application, hidden)
    for field, handed_in in answers.documents_by_field(application).items():
        for document in handed_in if field in hidden else ():
            application.documents.remove(document)
            db.session.delete(document)


def _words(typed: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """What was really typed; an input that was left blank holds nothing to forget."""
    return [pair for pair in typed if pair[1].strip()]


def _names_within(name: str) -> Iterator[str]:
    """``a-0-b-day`` is an input of the questions ``a-0-b`` and ``a``, too."""
    parts = name.split("-")
    return ("-".join(parts[:end]) for end in range(1, len(parts) + 1))


def _asked_for(
    fields: Iterable[Field], values: Answers, known: Answers, facts: Facts
) -> dict[str, Any]:
    """The values of questions that are asked for, also within groups."""
    found: dict[str, Any] = {}
    for field in fields:
        given = {**known, **found}
        if field.key not in values or not holds(field.when, given, facts):
            continue
        found[field.key] = value = values[field.key]
        if isinstance(field, Group):
            found[field.key] = [_asked_for(field.fields, item, given, facts) for item in value]
    return found


def _hidden(  # what was typed and what it means, in one place of the page
    fields: Iterable[Field],
    scope: str,
    typed: Sequence[Sequence[str]],
    values: Answers,
    known: Answers,
    facts: Facts,
) -> Iterator[str]:
    """The names of inputs of hidden questions; those of groups follow ``scope``."""
    given = dict(known)
    for field in fields:
        name = scope + field.key
        if not holds(field.when, given, facts):
            yield name
            continue
        if isinstance(field, Group):
            items = zip(_filled(name, typed), values.get(field.key, ()), strict=False)
            for item_scope, item in items:
                yield from _hidden(field.fields, item_scope, typed, item, given, facts)
        if field.key in values:
            given[field.key] = values[field.key]


def _filled(group: str, typed: Sequence[Sequence[str]]) -> list[str]:
    """What the inputs of each item begin with; one that was left blank has no values."""
    of_item = re.compile(rf"{group}-(\d+)-")
    found = {int(match[1]) for name, text in typed if text and (match := of_item.match(name))}
    return [f"{group}-{number}-" for number in sorted(found)]
