"""Limits of choices: which answers of a form count against which quota."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from registration.core.languages import Texts
from registration.forms.document import Document
from registration.forms.fields.choice import Choice, quota_key
from registration.forms.fields.choices import Choices


class Chosen(NamedTuple):
    """Something that was chosen: the key of the question, and what it is called."""

    field: str
    label: Texts


def limits(document: Document) -> dict[str, int]:
    """How many people can have each limited choice, by the key of its quota."""
    return {
        quota_key(field.key, key): option.places
        for field in _choosing(document)
        for key, option in field.choices.items()
        if option.places is not None
    }


def titles(document: Document) -> dict[str, tuple[Texts, Texts]]:
    """(question, choice) of everything that can be chosen, by the key of its quota."""
    return {
        quota_key(field.key, key): (field.label, option.label)
        for field in _choosing(document)
        for key, option in field.choices.items()
    }


def chosen(document: Document, values: Mapping[str, Any]) -> dict[str, Chosen]:
    """Everything that was chosen, limited or not, by the key of its quota.

    Args:
        document: the form.
        values: what stands of the answers, by field key.
    """
    return {
        quota_key(field.key, key): Chosen(field.key, field.choices[key].label)
        for field in _choosing(document)
        for key in _keys(values.get(field.key))
        if key in field.choices
    }


def _choosing(document: Document) -> Iterator[Choice | Choices]:
    return (field for field in document.fields() if isinstance(field, Choice | Choices))


def _keys(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
