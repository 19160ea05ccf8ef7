"""A form document: sections of fields, read from plain data and checked as a whole."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any

from registration.core.errors import RuleBroken
from registration.core.languages import Texts
from registration.forms.dependents import Dependents
from registration.forms.entry import Entry, Problem
from registration.forms.fields.choice import Choice, quota_key
from registration.forms.fields.choices import Choices
from registration.forms.fields.field import Field
from registration.forms.fields.group import Group
from registration.forms.keys import RESERVED
from registration.forms.register import TYPES
from registration.forms.rules.reader import Condition, Formula, holds
from registration.forms.rules.values import ACCEPTED, APPLICANT, COORDINATOR, PARTIES, Facts

ROLES = (
    "name", "email", "telephone", "birth_date", "institution", "companions", "dates", "partner",
)  # fmt: skip
NEEDED_ROLES = ("name", "email")
LONGEST_QUOTA_KEY = 60  # what programmes.models keeps
PLAIN_ROLES = frozenset({"name", "email", "institution", "dates", "partner"})
KEY_TAKEN = "key %(key)s is taken by the page itself"
KEY_REPEATED = "key %(key)s stands %(times)s times"
LOOKS_AHEAD = "a rule looks at %(name)s, which does not stand before it"
NOT_IN_GROUP = "a rule looks at %(name)s, which does not stand in %(group)s"
ROLE_REPEATED = "role %(role)s stands %(times)s times"
LONG_FOR_PLACES = "key and the key of the question are too long together for places"
PLACES_OF_OTHERS = "places can be limited only in sections of the applicant"
NO_PLACES_IN_GROUP = "places can be limited only outside of groups"
NO_ROLE = "no field has the role %(role)s"
ROLE_OF_OTHERS = "role %(role)s is for the applicant's answers only"
LOOKS_AT_OTHERS = "a rule looks at %(name)s, which the %(party)s fills in"
LOOKS_AT_SENSITIVE = "a rule looks at %(name)s, which is sensitive"
IN_PLAIN_VIEW = (
    "the role %(role)s stands in plain view of the desk, so the "
    "answer can neither be sensitive, nor only for some, nor be deleted by itself, nor depend "
    "on one that is"
)


class InvalidDocument(RuleBroken):
    """The form document is wrong; ``problems`` names each place and reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, eq=False)
class Section:
    """One page of the form; ``by`` says which party fills it in."""

    key: str
    by: str
    title: Texts
    intro: Texts
    when: Condition | None
    fields: tuple[Field, ...]

    @cached_property
    def sealed(self) -> frozenset[str]:
        """The keys of the questions whose answers are kept encrypted."""
        return frozenset(field.key for field in self.fields if field.sealed)

    def field(self, key: str) -> Field | None:
        """The field with this key."""
        return next((field for field in self.fields if field.key == key), None)


@dataclass(frozen=True, eq=False)
class Document:
    """A form: its sections in the order in which they are filled in."""

    key: str
    title: Texts
    sections: tuple[Section, ...]

    def section(self, key: str) -> Section | None:
        """The section with this key."""
        return next((section for section in self.sections if section.key == key), None)

    def section_of(self, field_key: str) -> Section | None:
        """The section in which a field stands."""
        return next((section for section in self.sections if section.field(field_key)), None)

    def sections_by(self, party: str) -> list[Section]:
        """The sections that a party fills in."""
        return [section for section in self.sections if section.by == party]

    @cached_property
    def contributors(self) -> tuple[str, ...]:
        """Who fills in a part over a link of their own: neither the applicant nor the office."""
        asked = {section.by for section in self.sections} - {APPLICANT, ACCEPTED, COORDINATOR}
        return tuple(party for party in PARTIES if party in asked)

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
        within = (group.fields for group in _groups(self.fields()))
        return frozenset(field.type for field in chain(self.fields(), *within))

    @cached_property
    def conditional_roles(self) -> frozenset[str]:
        """The roles of questions that are not asked for of everybody."""
        return frozenset(
            field.role
            for section in self.sections
            for field in section.fields
            if field.role and (section.when or field.when)
        )

    @cached_property
    def sealed(self) -> frozenset[str]:
        """The same keys in all sections."""
        return frozenset().union(*(section.sealed for section in self.sections))

    def field_with_role(self, role: str) -> Field | None:
        """The field whose answer the system uses as ``role``."""
        return next((field for field in self.fields() if field.role == role), None)

    def visible_sections(self, answers: Mapping[str, Any], facts: Facts) -> list[Section]:
        """The sections that the party ``facts.by`` is asked for, given the answers so far."""
        mine = self.sections_by(facts.by)
        return [section for section in mine if holds(section.when, answers, facts)]

    def standing(
        self, given: Mapping[str, Mapping[str, Any]], facts: Facts
    ) -> dict[str, dict[str, Any]]:
        """What stands of the answers: whatever later answers have hidden is left out.

        Args:
            given: the values by section key, then by field key.
            facts: what rules may look at beside the answers.
        """
        known: dict[str, Any] = {}
        found: dict[str, dict[str, Any]] = {}
        for section in self.sections:
            facts = replace(facts, by=section.by)
            if section.key not in given or not holds(section.when, known, facts):
                continue
            values = found[section.key] = {}
            for field in section.fields:
                if field.key in given[section.key] and holds(field.when, known, facts):
                    known[field.key] = values[field.key] = given[section.key][field.key]
        return found

    def complete(self, standing: Mapping[str, Mapping[str, Any]], facts: Facts) -> set[str]:
        """The keys of the sections that have every answer that is needed now.

        An earlier answer that changes may ask for something in a section that was complete.
        """
        known: dict[str, Any] = {}
        found = set(standing)
        for section in self.sections:
            facts = replace(facts, by=section.by)
            values = standing.get(section.key, {})
            for field in section.fields:
                if field.key in values:
                    known[field.key] = values[field.key]
                elif holds(field.when, known, facts) and field.is_required(known, facts):
                    found.discard(section.key)
        return found


def parse(raw: object) -> Document:
    """Read a form document.

    Args:
        raw: plain data as YAML or JSON gives it, see ``registration/sample/forms``.

    Raises:
        InvalidDocument: unknown types, missing languages, repeated keys, conditions that look
            forward, at what another party must not know, sensitive answers that the desk searches:
            every problem with its place.
    """
    document, problems = read(raw)
    if problems:
        raise InvalidDocument(problems)
    return document


def read(raw: object) -> tuple[Document, list[Problem]]:
    """As much of a form document as can be read, e.g. of a draft, and every problem with it."""
    problems: list[Problem] = []
    entry = Entry(raw, (), problems, _read_field)
    key = str(entry.raw_value("key", ""))
    title = entry.texts("title", optional=True)
    sections = tuple(_read_section(part) for part in entry.entries("sections"))
    entry.refuse_unknown()
    document = Document(key, title, sections)
    problems += [*_repeated(document), *_rules(document), *_roles(document), *_limits(document)]
    if not problems:
        document = replace(document, sections=tuple(_with_what_follows(sections)))
        problems += _hidden_roles(document)
    problems += _looks_of_others(document)
    return document, problems


def known_to(party: str) -> frozenset[str]:
    """The parties at whose answers the rules for ``party`` may look.

    The applicant answers first and others after the application was sent, in no order among each
    other; the office may look at everything.
    """
    return frozenset(PARTIES if party == COORDINATOR else (APPLICANT, party))


def _read_section(entry: Entry) -> Section:
    section = Section(
        key=entry.key(),
        by=entry.word("by", PARTIES) or APPLICANT,
        title=entry.texts("title"),
        intro=entry.texts("intro", optional=True),
        when=entry.condition("when"),
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


def _with_what_follows(sections: Iterable[Section]) -> Iterator[Section]:
    """The sections with what each question takes over from those that it depends on."""
    found = Dependents()
    for section in sections:
        opens = [*found.sources(section.when)]
        fields = tuple(found.mark(field, within=opens) for field in section.fields)
        yield replace(section, fields=fields)


def _hidden_roles(document: Document) -> Iterator[Problem]:
    for section in document.sections:
        for field in section.fields:
            open_to_all = not field.sensitive and field.for_everybody
            if field.role in PLAIN_ROLES and not (open_to_all and field.keep is None):
                yield Problem((section.key, field.key), IN_PLAIN_VIEW, {"role": field.role})


def _repeated(document: Document) -> Iterator[Problem]:
    groups = [group.fields for group in _groups(document.fields())]
    for keys in (
        [section.key for section in document.sections],
        [field.key for field in document.fields()],
        *([field.key for field in fields] for fields in groups),
    ):
        for key, times in Counter(keys).items():
            if key in RESERVED:
                yield Problem((), KEY_TAKEN, {"key": key})
            if times > 1:
                yield Problem((), KEY_REPEATED, {"key": key, "times": times})


def _groups(fields: Iterable[Field]) -> Iterator[Group]:
    for field in fields:
        if isinstance(field, Group):
            yield field
            yield from _groups(field.fields)


def _rules(document: Document) -> Iterator[Problem]:
    before: dict[str, Field] = {}
    for section in document.sections:
        if section.when is not None:
            yield from _looks_back(section.when, before, (section.key,))
        for field in section.fields:
            yield from _rules_of(field, before, (section.key, field.key))
            before[field.key] = field


def _looks_of_others(document: Document) -> Iterator[Problem]:
    """What a rule looks at can be read off the page that it changes, so it must be permitted."""
    owners = {field.key: section.by for section in document.sections for field in section.fields}
    kept_back = {field.key for field in document.fields() if _is_sensitive(field)}
    for section in document.sections:
        permitted = known_to(section.by)
        for name in sorted(set(_looked_at(section)) & set(owners)):
            if owners[name] not in permitted:
                values = {"name": name, "party": owners[name]}
                yield Problem((section.key,), LOOKS_AT_OTHERS, values)
            elif name in kept_back and not _may_look(section.by, owners[name]):
                yield Problem((section.key,), LOOKS_AT_SENSITIVE, {"name": name})


def _may_look(party: str, owner: str) -> bool:
    """Whether a rule for a party may look at sensitive answers of the owner."""
    return party in {owner, COORDINATOR} or (party, owner) == (ACCEPTED, APPLICANT)


def _is_sensitive(field: Field) -> bool:
    inner = field.fields if isinstance(field, Group) else ()
    return field.sensitive or any(map(_is_sensitive, inner))


def _looked_at(section: Section) -> Iterator[str]:
    yield from section.when.fields if section.when else ()
    yield from _looked_at_by(section.fields)


def _looked_at_by(fields: Iterable[Field]) -> Iterator[str]:
    for field in fields:
        for rule in field.rules():
            yield from rule.fields
        for check in field.valid:
            yield from check.rule.fields if check.rule else ()
        if isinstance(field, Group):
            yield from _looked_at_by(field.fields)


def _rules_of(
    field: Field, before: Mapping[str, Field], place: tuple[str, ...]
) -> Iterator[Problem]:
    for rule in field.rules():
        yield from _looks_back(rule, before, place)
    for check in field.valid:
        if check.rule is not None:
            yield from _looks_back(check.rule, {**before, field.key: field}, place)
    if isinstance(field, Group):
        known = dict(before)
        for inner in field.fields:
            yield from _rules_of(inner, known, (*place, inner.key))
            known[inner.key] = inner


def _limits(document: Document) -> Iterator[Problem]:
    for section in document.sections:
        for field in section.fields:
            for key in _limited(field):
                if len(quota_key(field.key, key)) > LONGEST_QUOTA_KEY:
                    yield Problem((section.key, field.key, key), LONG_FOR_PLACES)
                if section.by != APPLICANT:
                    yield Problem((section.key, field.key, key), PLACES_OF_OTHERS)
        for group in _groups(section.fields):
            for field in group.fields:
                if _limited(field):
                    yield Problem((section.key, group.key, field.key), NO_PLACES_IN_GROUP)


def _limited(field: Field) -> list[str]:
    choices = field.choices if isinstance(field, Choice | Choices) else {}
    return [key for key, choice in choices.items() if choice.places is not None]


def _looks_back(
    rule: Condition | Formula, before: Mapping[str, Field], place: tuple[str, ...]
) -> Iterator[Problem]:
    for name in sorted(rule.fields - set(before)):
        yield Problem(place, LOOKS_AHEAD, {"name": name})
    for group, inner in sorted(rule.inner_fields):
        found = before.get(group)
        keys = {field.key for field in found.fields} if isinstance(found, Group) else set()
        if found is not None and inner not in keys:
            yield Problem(place, NOT_IN_GROUP, {"name": inner, "group": group})


def _roles(document: Document) -> Iterator[Problem]:
    roles = Counter(field.role for field in document.fields() if field.role)
    for section in document.sections:
        for field in section.fields if section.by != APPLICANT else ():
            if field.role:
                yield Problem((section.key, field.key), ROLE_OF_OTHERS, {"role": field.role})
    for role, times in roles.items():
        if times > 1:
            yield Problem((), ROLE_REPEATED, {"role": role, "times": times})
    for role in NEEDED_ROLES:
        if role not in roles:
            yield Problem((), NO_ROLE, {"role": role})
