"""Electronic business cards (vCard 4.0, RFC 6350)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from icalendar import Component, vN, vOrg, vText, vUri

from registration.core.languages import HTML_LANGUAGE
from registration.core.settings import settings
from registration.forms.spellings import Spelling
from registration.papers.calendars import PRODUCT
from registration.papers.typesetting import plain


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whom a card is about; what is empty or None does not stand on it.

    Attributes:
        key: tells the card from all others, also when it is read in again.
        names: the spellings of the name, the preferred one first.
        email, institution: as they were given.
        telephone: as E.164.
        language: in which to write to them.
        programme: the title of what they applied for.
    """

    key: str
    names: Sequence[Spelling]
    email: str | None
    telephone: str | None
    institution: str | None
    language: str
    programme: str


class _Card(Component):
    name = "VCARD"


def card_of(person: Person, *, now: datetime) -> bytes:
    """The card; ``now`` is the moment that it is true of, aware."""
    card = _Card()
    card.add("VERSION", "4.0")
    card.add("PRODID", PRODUCT)
    card.add("UID", _text(f"{person.key}@{urlsplit(settings.public_url).hostname}", VALUE="text"))
    card.add("REV", now.strftime("%Y%m%dT%H%M%SZ"))
    card.add("KIND", "individual")
    _add_names(card, person)
    if person.email:
        card.add("EMAIL", _text(person.email))
    if person.telephone:
        number = vUri(f"tel:{person.telephone}")
        number.params["VALUE"] = "uri"
        card.add("TEL", number)
    if person.institution:
        card.add("ORG", vOrg((plain(person.institution),)))
    card.add("LANG", HTML_LANGUAGE.get(person.language, person.language))
    card.add("CATEGORIES", _text(person.programme))
    return bytes(card.to_ical(sorted=False))


def _add_names(card: Component, person: Person) -> None:
    """``FN`` once a spelling; ``N`` as well where the parts are known, as one name (``ALTID``)."""
    for place, name in enumerate(person.names):
        more = {"LANGUAGE": name.language} if name.language else {}
        more |= {"PREF": "1"} if place == 0 and len(person.names) > 1 else {}
        card.add("FN", _text(name.whole, **more))
    parted = [name for name in person.names if name.family or name.given]
    for name in parted:
        parts = vN((plain(name.family), plain(name.given), "", "", ""))
        if name.language:
            parts.params["LANGUAGE"] = name.language
        if len(parted) > 1:
            parts.params["ALTID"] = "1"
        card.add("N", parts)


def _text(words: str, **parameters: str) -> vText:
    value = vText(plain(words))
    value.params.update(parameters)
    return value
