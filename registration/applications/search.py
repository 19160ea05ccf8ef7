"""Words by which the desk finds an application, whatever script somebody types."""

import unicodedata
from collections.abc import Iterable

from pypinyin import lazy_pinyin

MAX_TERM = 80
MAX_TERMS = 60
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "ł": "l"})


def terms(text: str) -> set[str]:
    """The words of a text, each in the spellings that people search for.

    Small letters without accents, German umlauts also spelled out (``müller`` → ``muller``,
    ``mueller``), Hanzi as they are and as pinyin, joined and syllable by syllable.
    """
    found: set[str] = set()
    for word in unicodedata.normalize("NFKC", text).casefold().split():
        found.update((_plain(word), _plain(word.translate(SPELLED_OUT))))
        if not word.isascii():
            syllables = lazy_pinyin(word, errors="ignore")
            found.update((word, "".join(syllables), *syllables))
    return {term[:MAX_TERM] for term in found if term.strip()}


def terms_of(texts: Iterable[str]) -> list[str]:
    """The words of several texts, sorted, at most 60."""
    return sorted(set().union(*(terms(text) for text in texts)))[:MAX_TERMS]


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in letters if sign.isalnum() or sign in "@.-_")
