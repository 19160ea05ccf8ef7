"""A record of consents on paper: what somebody read, what they answered, and when."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from registration.papers.typesetting import plain, typeset

Facts = Sequence[tuple[str, str]]  # what it is called, and what it is


@dataclass(frozen=True)
class Answered:
    """One consent: the sentence at the box and the wording, in the language they were read in."""

    label: str
    wording: str
    language: str
    facts: Facts


@dataclass(frozen=True)
class Person:
    """Somebody, and what they answered."""

    who: str
    consents: Sequence[Answered]


@dataclass(frozen=True)
class Record:
    """What stands on the paper; ``note`` at the foot of each page."""

    title: str
    note: str
    facts: Facts
    people: Sequence[Person]


def consents_file(found: Record, *, language: str, now: datetime) -> bytes:
    """The record as PDF.

    Raises:
        NoFont: the system has no font for it.
    """
    return typeset("consents", _plain(asdict(found)), language=language, now=now)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value]
