"""The active filters in words, each with the address of the queue without it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from flask import g

from registration.applications.states import STATE_WORDS
from registration.core.formats import show_date
from registration.core.languages import N_, SELF_NAMES, say, text
from registration.parties.words import STANDING_WORDS, WHO
from registration.programmes.catalogue import site
from registration.web.desk.address import ANYBODY, UNDECIDED, WAITS, Address
from registration.web.desk.answer_filters import ANSWER

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
    "decision": N_("Decision"),
    "tag": N_("Tag"),
}
SOMEBODY = N_("Anybody")
BOUNDS = N_("%(question)s, from"), N_("%(question)s, to")
DECISIONS = {WAITS: N_("Decided, not in effect yet"), UNDECIDED: N_("No decision waits")}
SAID: dict[str, Mapping[str, str]] = {
    "state": STATE_WORDS,
    "owes": {ANYBODY: SOMEBODY, **WHO},
    "further": STANDING_WORDS,
    "decision": DECISIONS,
}


class Chip(NamedTuple):
    """A filter in words; ``href`` leads to the queue without it."""

    label: str
    value: str
    href: str


def chips(address: Address) -> Iterator[Chip]:
    """What narrows the queue now; what is wrong with what was typed narrows nothing."""
    questions = {one.name: one for one in address.questions}
    ends = {
        name: (one, bound)
        for one in address.questions
        for name, bound in zip(one.ends, BOUNDS, strict=True)
    }
    for name, value in address.pairs:
        if name in address.problems:
            continue
        if name in questions:
            label, words = questions[name].label, questions[name].show(value)
        elif name in ends:
            question, bound = ends[name]
            label, words = say(g.language, bound, question=question.label), question.show(value)
        elif name in CALLED:
            label, words = say(g.language, CALLED[name]), _words(address, name, value)
        else:
            continue
        yield Chip(label, words, address.link_without(name, value))


def _words(address: Address, name: str, value: str) -> str:
    if name in SAID:
        return say(g.language, SAID[name][value])
    if name in {"from", "to"}:
        return show_date(date.fromisoformat(value), g.language)
    return _called(address).get((name, value), value)


def _called(address: Address) -> dict[tuple[str, str], str]:
    """What has a name of its own, by (filter, value)."""
    return {
        **{("programme", one.slug): text(one.title, g.language) for one in address.programmes},
        **{("partner", one.key): text(one.name, g.language) for one in site().partners},
        **{("speaks", language): name for language, name in SELF_NAMES.items()},
        **{("tag", one.key): one.name for one in address.tags},
    }


def is_narrowed(address: Address) -> bool:
    """Whether anything narrows the queue."""
    return any(name in CALLED or name.startswith(ANSWER) for name, _ in address.pairs)
