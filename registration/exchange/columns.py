"""The columns of a table of answers. They depend on the forms alone: every export has the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from registration.forms.document import Document
from registration.forms.fields.field import Field
from registration.forms.fields.group import Group
from registration.forms.fields.note import Note
from registration.forms.readers import Reader
from registration.forms.rules.values import COORDINATOR

MOST_COLUMNS_OF_A_GROUP = 60


@dataclass(frozen=True, kw_only=True)
class Column:
    """An answer, or a part of it.

    Attributes:
        key: names it for programs, e.g. ``companions.1.name.family``.
        label: names it for readers.
        field: the key of the question.
        item: which item of a group, from 0; None where it is no group or all of it.
        inner: the key of the question within the group.
        part: the part of a composite answer.
    """

    key: str
    label: str
    field: str
    item: int | None = None
    inner: str = ""
    part: str = ""

    def find(self, fields: Mapping[str, Field], answers: Mapping[str, Any]) -> tuple[Field, Any]:
        """The question that it shows, as the application's own form has it, and its answer.

        Raises:
            LookupError: the application has none.
        """
        field, value = fields[self.field], answers[self.field]
        if self.item is not None:
            inner = {one.key: one for one in field.fields} if isinstance(field, Group) else {}
            field, value = inner[self.inner], value[self.item][self.inner]
        if self.part:
            value = value.get(self.part) if isinstance(value, dict) else None
        return field, value


def columns_of(
    documents: Iterable[Document], language: str, reader: Reader, *, office: bool
) -> list[Column]:
    """The columns for answers to any of the forms; those of the first one come first."""
    found: dict[str, Column] = {}
    for document in documents:
        for column in _columns(fields_of(document, office=office), language, reader):
            found.setdefault(column.key, column)
    return list(found.values())


def fields_of(document: Document, *, office: bool) -> Iterator[Field]:
    """The questions of a form, those for office use only where ``office`` says so."""
    for section in document.sections:
        if office or section.by != COORDINATOR:
            yield from section.fields


def may_show(field: Field, reader: Reader) -> bool:
    """Whether a question has an answer that may stand in the table."""
    return not isinstance(field, Note) and not reader.hides(field)


def _columns(fields: Iterable[Field], language: str, reader: Reader) -> Iterator[Column]:
    for field in fields:
        if not may_show(field, reader):
            continue
        whole = Column(key=field.key, label=field.question(language), field=field.key)
        if isinstance(field, Group):
            yield from _of_group(field, whole, _columns(field.fields, language, reader))
        else:
            yield from _parts(field, whole, language)


def _parts(field: Field, whole: Column, language: str) -> Iterator[Column]:
    names = field.part_names(language)
    for part, name in names.items():
        yield replace(whole, key=f"{whole.key}.{part}", label=f"{whole.label}: {name}", part=part)
    if not names:
        yield whole


def _of_group(group: Group, whole: Column, columns: Iterable[Column]) -> Iterator[Column]:
    """Side by side where that stays within bounds; else the group stands in one column."""
    if group.max * len(group.fields) > MOST_COLUMNS_OF_A_GROUP:
        yield whole
        return
    inner = list(columns)
    for number in range(group.max):
        for one in inner:
            yield replace(
                one,
                key=f"{whole.key}.{number + 1}.{one.key}",
                label=f"{whole.label} {number + 1}: {one.label}",
                field=whole.field,
                item=number,
                inner=one.field,
            )
