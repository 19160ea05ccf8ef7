"""A form document: sections of fields, read from plain data and checked as a whole."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from registration.core.errors import RuleBroken
from registration.core.languages import Texts
from registration.forms.conditions import Condition, fields_of, holds, problems_of
from registration.forms.entry import Entry
from registration.forms.fields.field import Field
from registration.forms.fields.group import Group
from registration.forms.register import TYPES

ROLES = (
    "name", "email", "telephone", "birth_date", "institution", "companions", "dates", "partner",
)  # fmt: skip
NEEDED_ROLES = ("name", "email")
RESERVED = frozenset({"csrf_token", "add", "remove", "go"})


class InvalidDocument(RuleBroken):
    """The form document is wrong; ``problems`` names each place and reason."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, eq=False)
class Section:
    """One page of the form."""

    key: str
    title: Texts
    intro: Texts
    when: Condition | None
    fields: tuple[Field, ...]

    def field(self, key: str) -> Field | None:
        """The field with this key."""
        return next((field for field in self.fields if field.key == key), None)


@dataclass(frozen=True, eq=False)
class Document:
    """A form: its sections in the order in which they are filled in."""

    key: str
    sections: tuple[Section, ...]

    def section(self, key: str) -> Section | None:
        """The section with this key."""
        return next((section for section in self.sections if section.key == key), None)

    def fields(self) -> Iterator[Field]:
        """All fields, section by section."""
        for section in self.sections:
            yield from section.fields

    def field(self, key: str) -> Field | None:
        """The field with this key."""
        return next((field for field in self.fields() if field.key == key), None)

    @cached_property
    def types(self) -> frozenset[str]:
        """The types of its fields, so that nothing is looked up that no question needs."""
        within = (field.fields for field in self.fields() if isinstance(field, Group))
        return frozenset(field.type for field in chain(self.fields(), *within))

    def field_with_role(self, role: str) -> Field | None:
        """The field whose answer the system uses as ``role``."""
        return next((field for field in self.fields() if field.role == role), None)

    def visible_sections(self, answers: Mapping[str, Any]) -> list[Section]:
        """The sections that are asked for, given the answers so far."""
        return [section for section in self.sections if holds(section.when, answers)]


def parse(raw: object) -> Document:
    """Read a form document.

    Args:
        raw: plain data as YAML or JSON gives it, see ``registration/sample/forms``.

    Raises:
        InvalidDocument: unknown types, missing languages, repeated keys, conditions that look
            forward: every problem with its place.
    """
    problems: list[str] = []
    entry = Entry(raw, "form", problems, _read_field)
    key = str(entry.raw_value("key", ""))
    sections = tuple(_read_section(part) for part in entry.entries("sections"))
    entry.refuse_unknown()
    document = Document(key, sections)
    problems += [*_repeated(document), *_conditions(document), *_roles(document)]
    if problems:
        raise InvalidDocument(problems)
    return document


def _read_section(entry: Entry) -> Section:
    section = Section(
        key=entry.key(),
        title=entry.texts("title"),
        intro=entry.texts("intro", optional=True),
        when=entry.raw_value("when"),
        fields=entry.fields("fields"),
    )
    entry.refuse_unknown()
    return section


def _read_field(entry: Entry) -> Field | None:
    name = entry.word("type", TYPES)
    if name is None:
        entry.wrong("type is missing or unknown")
        return None
    field = TYPES[name].of(entry, ROLES)
    entry.refuse_unknown()
    return field


def _repeated(document: Document) -> Iterator[str]:
    groups = [field.fields for field in document.fields() if isinstance(field, Group)]
    for keys in (
        [section.key for section in document.sections],
        [field.key for field in document.fields()],
        *([field.key for field in fields] for fields in groups),
    ):
        for key, times in Counter(keys).items():
            if key in RESERVED:
                yield f"form: key {key} is taken by the page itself"
            if times > 1:
                yield f"form: key {key} stands {times} times"


def _conditions(document: Document) -> Iterator[str]:
    before: set[str] = set()
    for section in document.sections:
        yield from _condition(section.when, before, section.key)
        for field in section.fields:
            yield from _condition(field.when, before, field.key)
            if isinstance(field, Group):
                siblings: set[str] = set()
                for inner in field.fields:
                    yield from _condition(inner.when, siblings, f"{field.key}/{inner.key}")
                    siblings.add(inner.key)
            before.add(field.key)


def _condition(condition: object, known: set[str], place: str) -> Iterator[str]:
    if condition is None:
        return
    found = list(problems_of(condition))
    yield from (f"{place}: {problem}" for problem in found)
    if not found and isinstance(condition, dict):
        for name in sorted(fields_of(condition) - known):
            yield f"{place}: when looks at {name}, which does not stand before it"


def _roles(document: Document) -> Iterator[str]:
    roles = Counter(field.role for field in document.fields() if field.role)
    for role, times in roles.items():
        if times > 1:
            yield f"form: role {role} stands {times} times"
    for role in NEEDED_ROLES:
        if role not in roles:
            yield f"form: no field has the role {role}"
