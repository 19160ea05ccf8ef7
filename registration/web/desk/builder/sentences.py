"""The rules of a part as sentences, also while the form is no whole form yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import g

from registration.core import clock
from registration.forms import document as forms
from registration.forms.drafting import Draft
from registration.forms.editing import FIELD_DEPTH, Place, Raw
from registration.forms.fields.field import Asked, Field
from registration.forms.fields.group import Group
from registration.forms.rules.reader import read_condition
from registration.forms.rules.words import in_words
from registration.web.desk.builder.place import Part


@dataclass(frozen=True)
class Sentences:
    """Rules in words; empty where there is none.

    Attributes:
        when: when the part is shown.
        required: when an answer is needed.
        valid: what must be true of an answer.
        choices: when a choice is offered, by its key.
    """

    when: str = ""
    required: str = ""
    valid: list[str] = field(default_factory=list)
    choices: Mapping[str, str] = field(default_factory=dict)


def sentences_of(draft: Draft, part: Part) -> Sentences:
    """The rules of a part in the reader's language."""
    known = known_at(draft.so_far, part.place)
    return in_sentences(part.raw, known)


def in_sentences(raw: Raw, known: Mapping[str, Field]) -> Sentences:
    """The rules of a raw part; ``known`` are the questions that they may name, by key."""
    return Sentences(
        when=sentence(raw.get("when"), known),
        required=sentence(raw.get("required"), known),
        valid=[sentence(one.get("rule"), known) for one in entries(raw, "valid")],
        choices={
            str(one.get("key")): sentence(one["when"], known)
            for one in entries(raw, "choices")
            if one.get("when")
        },
    )


def sentence(rule: Any, known: Mapping[str, Field]) -> str:
    """A condition in words; empty where there is none that can be read."""
    wrong: list[str] = []
    if not isinstance(rule, dict) or read_condition(rule, wrong.append) is None:
        return ""
    return in_words(rule, known, reader())


def reader() -> Asked:
    """Who reads the builder's pages."""
    return Asked(language=g.language, today=clock.now().date().isoformat())


def entries(raw: Raw, name: str) -> list[Raw]:
    """The mappings in a list of a raw part."""
    found = raw.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def known_at(form: forms.Document, place: Place) -> dict[str, Field]:
    """All questions of a form by key; within a group, its own come before those of the form."""
    known = {one.key: one for one in form.fields()}
    for length in range(FIELD_DEPTH, len(place)):
        known |= {one.key: one for one in _fields_at(form, place[:length])}
    return known


def before(form: forms.Document, place: Place, *, itself: bool = False) -> dict[str, Field]:
    """The questions that a rule at ``place`` may look at, by key."""
    return dict(_before(form, place, itself=itself))


def _before(form: forms.Document, place: Place, *, itself: bool) -> Iterator[tuple[str, Field]]:
    for section in form.sections:
        if place == (section.key,):
            return
        for one in section.fields:
            if place[:FIELD_DEPTH] == (section.key, one.key):
                yield from _within(form, place)
                if itself:
                    yield from (
                        (last.key, last)
                        for last in _fields_at(form, place[:-1])
                        if last.key == place[-1]
                    )
                return
            yield one.key, one


def _within(form: forms.Document, place: Place) -> Iterator[tuple[str, Field]]:
    """The questions before this one in each group around it."""
    for length in range(FIELD_DEPTH, len(place)):
        for one in _fields_at(form, place[:length]):
            if one.key == place[length]:
                break
            yield one.key, one


def _fields_at(form: forms.Document, place: Place) -> tuple[Field, ...]:
    """The questions of the section or group at ``place``."""
    section = form.section(place[0])
    fields = section.fields if section else ()
    for key in place[1:]:
        group = next((one for one in fields if one.key == key), None)
        fields = group.fields if isinstance(group, Group) else ()
    return fields
