"""Placeholders in words that the office writes itself: a closed list, checked when saved.

They are filled in by us and by nothing else: what an applicant typed is never read as a
placeholder, as Markdown or as HTML.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, cast

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from registration.core.languages import N_, say

FOR_EVERYBODY = {
    "name": N_("Name of the applicant; “applicant” while the address is not confirmed"),
    "reference": N_("Reference of the application"),
    "programme": N_("Title of the programme"),
    "venue": N_("Place of the programme"),
    "starts": N_("When the programme begins, in the time of both cities"),
    "dates": N_("The dates that the applicant chose, one a line"),
    "deadline": N_("Until when one can apply, in the time of both cities"),
    "people": N_("For how many people the application is"),
    "contact": N_("Address of the office for questions"),
    "office": N_("Name of the office"),
}
OFFER_ENDS = {"offer_ends": N_("Until when the place is kept, in the time of both cities")}
ANSWER_BY = {
    "answer_by": N_("Until when the further information is asked for, in the time of both cities")
}
NOTE = {"note": N_("What the coordinator writes when deciding; without it, it stands at the end")}
QUESTION = {"question": N_("What the coordinator asks")}
TO_OTHERS = {
    "name": N_("Name of the person to whom you write"),
    "applicant": N_("Name of the applicant"),
}
OF_NOTICE: dict[str, dict[str, str]] = {
    "letter_to_other": TO_OTHERS,
    "offer": OFFER_ENDS | NOTE,
    "moved_up": OFFER_ENDS | NOTE,
    "offer_reminder": OFFER_ENDS,
    "returned": QUESTION | NOTE,
    "confirmation": NOTE,
    "waiting_list": NOTE,
    "rejection": NOTE,
    "reconsidered": NOTE,
    "withdrawal": NOTE,
    "supplement": ANSWER_BY | NOTE,
    "supplement_reminder": ANSWER_BY,
    "supplement_closed": NOTE,
}
NEEDED = {
    "offer": "offer_ends",
    "moved_up": "offer_ends",
    "offer_reminder": "offer_ends",
    "returned": "question",
    "supplement": "answer_by",
    "supplement_reminder": "answer_by",
}

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")


class Wrong(StrEnum):
    """What can be wrong with words."""

    UNKNOWN = "unknown"
    BRACKET = "bracket"
    NEEDED = "needed"


@dataclass(frozen=True)
class Problem:
    """What is wrong, with which placeholder, and which one was probably meant."""

    wrong: Wrong
    name: str = ""
    nearest: str = ""


class NotFillable(Exception):
    """The words have a placeholder that does not exist."""


def offered(notice: str) -> dict[str, str]:
    """The placeholders that the words of a notice may have, with what each means."""
    return FOR_EVERYBODY | OF_NOTICE.get(notice, {})


def problems(notice: str, *, subject: str, body: str) -> tuple[list[Problem], list[Problem]]:
    """What is wrong with the subject and with the body; an empty one stands for the built-in."""
    known = offered(notice)
    needed = NEEDED.get(notice)
    in_body = _wrong_in(body, known)
    if body and needed and needed not in names_in(body):
        in_body.append(Problem(Wrong.NEEDED, needed))
    return _wrong_in(subject, known), in_body


def names_in(words: str) -> set[str]:
    """The placeholders that words have."""
    return {found.strip() for found in _PLACEHOLDER.findall(words)}


def fill(words: str, values: Mapping[str, str]) -> str:
    """The words with their placeholders filled in.

    Raises:
        NotFillable: one of them has no value.
    """
    return _PLACEHOLDER.sub(lambda found: _value(found, values), words)


def fill_html(words: str, values: Mapping[str, str]) -> Markup:
    """The words, which are Markdown, as HTML; values are text and nothing else in it.

    Raises:
        NotFillable: a placeholder has no value.
    """
    safe = {name: escape(value).replace("\n", Markup("<br>\n")) for name, value in values.items()}
    html = _PLACEHOLDER.sub(lambda found: _value(found, safe), _markdown.render(words))
    return Markup(html)  # noqa: S704  # the renderer escapes the words, escape() the values


def values_of(context: Mapping[str, object], language: str) -> dict[str, str]:
    """What stands for each placeholder, from the facts of ``notices.context``."""
    facts = cast("dict[str, Any]", context)
    dates = [f"{one['title']}: {_clocks(one['starts'], language)}" for one in facts["dates"]]
    return {
        "name": facts["name"] or say(language, "applicant"),
        "reference": facts["reference"],
        "programme": facts["programme"],
        "venue": facts["venue"],
        "starts": _clocks(facts["starts"], language),
        "dates": "\n".join(dates),
        "deadline": _clocks(facts["deadline"], language),
        "people": str(facts["party_size"]),
        "contact": facts["contact"],
        "office": facts["office"],
        "offer_ends": _clocks(facts["offer_ends"], language),
        "answer_by": _clocks(facts["answer_by"], language),
        "note": facts["note"] or "",
        "question": "\n".join(_asked(facts)),
        "applicant": facts.get("applicant") or "",
    }


def _asked(facts: Mapping[str, Any]) -> list[str]:
    """The question about the whole, and what is asked in single sections."""
    asked = [facts["question"]] if facts["question"] else []
    return asked + [f"{title}: {remark}" for title, remark in facts.get("sections", ())]


def _clocks(clocks: list[tuple[str, str]], language: str) -> str:
    return " · ".join(
        say(language, "%(moment)s, %(city)s time", moment=moment, city=city)
        for city, moment in clocks
    )


def _value(found: re.Match[str], values: Mapping[str, str]) -> str:
    name = found.group(1).strip()
    if name not in values:
        raise NotFillable(name)
    return values[name]


def _wrong_in(words: str, known: Mapping[str, str]) -> list[Problem]:
    unknown = sorted(name for name in names_in(words) if name not in known)
    found = [Problem(Wrong.UNKNOWN, name, _nearest(name, known)) for name in unknown]
    if re.search(r"[{}]", _PLACEHOLDER.sub("", words)):
        found.append(Problem(Wrong.BRACKET))
    return found


def _nearest(name: str, known: Mapping[str, str]) -> str:
    return next(iter(get_close_matches(name.lower(), known, n=1)), "")
