"""Where an application belongs: its partner, its institution, and the categories of its form."""

from collections.abc import Iterator, Mapping
from typing import Any

from registration.applications.models import Application
from registration.core.languages import Texts, say, text
from registration.forms.disclosure import EVERYBODY
from registration.forms.document import Document
from registration.forms.fields.choice import Choice
from registration.forms.rules.values import APPLICANT
from registration.programmes.catalogue import Body, site
from registration.programmes.models import CATEGORY, INSTITUTION, PARTNER, Programme


def take_over(application: Application, document: Document, known: Mapping[str, Any]) -> None:
    """Note the partner, and the keys of all quotas that there could be beside total and dates.

    The partner is the one that the answer to the question with the role ``partner`` names; else
    that of the institution chosen from the list; else the programme's, where it has only one.

    Args:
        application: whose columns are set.
        document: the form that it is filled in with.
        known: what stands of the answers, by field key.
    """
    body = _body(document, known)
    partner = _partner(application, document, known, body)
    application.partner_id = next((one.id for one in site().partners if one.key == partner), None)
    application.quota_keys = [
        *([f"{PARTNER}{partner}"] if application.partner_id is not None else []),
        *([f"{INSTITUTION}{body.key}"] if body else []),
        *(
            category_key(field.key, known[field.key])
            for field in categories(document)
            if known.get(field.key) in field.choices
        ),
    ]


def categories(document: Document) -> Iterator[Choice]:
    """The questions whose answers may have quotas.

    A quota says in plain view who answered what and outlives the answer, so sensitive questions,
    those that only some may read, and those whose answers are deleted early are none.
    """
    return (
        field
        for section in document.sections_by(APPLICANT)
        for field in section.fields
        if isinstance(field, Choice) and field.role is None and _is_open(field)
    )


def titles(programme: Programme, document: Document, language: str) -> dict[str, str]:
    """What partners, institutions and categories are called, by the keys of their quotas."""
    cities = {one.key: text(one.name, language) for one in programme.partners}
    found = {f"{PARTNER}{key}": name for key, name in cities.items()}
    found |= {
        f"{INSTITUTION}{one.key}": text(one.name, language)
        for one in site().institutions
        if one.partner in cities
    }
    for field in categories(document):
        for option, choice in field.choices.items():
            found[category_key(field.key, option)] = title_of(field.label, choice.label, language)
    return found


def title_of(question: Texts, option: Texts, language: str) -> str:
    """What people who gave an answer are called together."""
    words = {"question": text(question, language), "option": text(option, language)}
    return say(language, "%(question)s: %(option)s", **words)


def category_key(field_key: str, option: str) -> str:
    """The key of the quota of all that chose an option."""
    return f"{CATEGORY}{field_key}:{option}"


def _is_open(field: Choice) -> bool:
    return not field.sensitive and field.visible_to == EVERYBODY and field.keep is None


def _partner(
    application: Application, document: Document, known: Mapping[str, Any], body: Body | None
) -> str | None:
    field = document.field_with_role("partner")
    if field is not None and known.get(field.key) is not None:
        return str(known[field.key])
    if body is not None:
        return body.partner
    own = application.programme.partners
    return own[0].key if len(own) == 1 else None


def _body(document: Document, known: Mapping[str, Any]) -> Body | None:
    field = document.field_with_role("institution")
    value = known.get(field.key) if field else None
    key = value.get("key") if isinstance(value, dict) else None
    return next((one for one in site().institutions if one.key == key), None)
