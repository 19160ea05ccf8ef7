"""The active filters in words, each with the address of the queue without it."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from flask import g

from registration.applications.states import STATE_WORDS
from registration.core.formats import show_date
from registration.core.languages import N_, SELF_NAMES, say, text
from registration.parties.words import STANDING_WORDS, WHO
from registration.programmes.catalogue import site
from registration.web.desk.address import ANSWER, ANYBODY, Address

CALLED = {
    "text": N_("Search"),
    "programme": N_("Programme"),
    "state": N_("State"),
    "partner": N_("Partner city"),
    "from": N_("Sent from"),
    "to": N_("Sent until"),
    "owes": N_("Still owes a part"),
    "further": N_("Further information"),
    "speaks": N_("Language"),
}
SOMEBODY = N_("Anybody")


class Chip(NamedTuple):
    """A filter in words; ``href`` leads to the queue without it."""

    label: str
    value: str
    href: str


def chips(address: Address) -> Iterator[Chip]:
    """What narrows the queue now; what is wrong with what was typed narrows nothing."""
    questions = {one.name: one for one in address.questions}
    for name, value in address.pairs:
        if name in questions:
            label, words = questions[name].label, questions[name].options[value]
        elif name in CALLED and name not in address.problems:
            label, words = say(g.language, CALLED[name]), _words(address, name, value)
        else:
            continue
        yield Chip(label, words, address.link_without(name, value))


def _words(address: Address, name: str, value: str) -> str:
    if name == "programme" and address.programme:
        return text(address.programme.title, g.language)
    if name in {"state", "further"}:
        return say(g.language, {**STATE_WORDS, **STANDING_WORDS}[value])
    if name == "partner":
        return next(text(one.name, g.language) for one in site().partners if one.key == value)
    if name in {"from", "to"}:
        return show_date(date.fromisoformat(value), g.language)
    if name == "owes":
        return say(g.language, SOMEBODY if value == ANYBODY else WHO[value])
    return SELF_NAMES[value] if name == "speaks" else value


def is_narrowed(address: Address) -> bool:
    """Whether anything narrows the queue."""
    return any(name in CALLED or name.startswith(ANSWER) for name, _ in address.pairs)
