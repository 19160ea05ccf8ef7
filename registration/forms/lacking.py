"""Texts of a form document that stand in some languages, but not in all."""

from collections.abc import Iterator, Mapping
from typing import Any

from registration.core.languages import LANGUAGES


def languages_lacking(document: Mapping[str, Any]) -> list[str]:
    """The languages in which a text is missing that stands in another one, in their usual order.

    Documents from before a language was added may lack it; others may hold an empty text.
    """
    lacking = {code for texts in _texts(document) for code in LANGUAGES if not _words(texts, code)}
    return [code for code in LANGUAGES if code in lacking]


def _texts(part: Any) -> Iterator[Mapping[str, Any]]:
    """Every mapping of languages to words that has words in one language at least."""
    if isinstance(part, Mapping):
        if part and set(part) <= set(LANGUAGES):
            if any(_words(part, code) for code in LANGUAGES):
                yield part
            return
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _texts(inner)


def _words(texts: Mapping[str, Any], code: str) -> str:
    words = texts.get(code)
    return words.strip() if isinstance(words, str) else ""
