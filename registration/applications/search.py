"""Words by which the desk finds an application, whatever script somebody types."""

import unicodedata
from collections.abc import Iterable

from pypinyin import lazy_pinyin

MAX_TERM = 80
MAX_TERMS = 60
MAX_HANZI = 8
MAX_WORDS = 5
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "ł": "l"})


def terms(text: str) -> set[str]:
    """The words of a text, each in the spellings that people search for.

    Small letters without accents, German umlauts also spelled out (``müller`` → ``muller``,
    ``mueller``), Hanzi as they are from each sign on, and as pinyin, joined and by syllable.
    """
    found: set[str] = set()
    for word in unicodedata.normalize("NFKC", text).casefold().split():
        found.update((_plain(word), _plain(word.translate(SPELLED_OUT))))
        if not word.isascii():
            syllables = lazy_pinyin(word, errors="ignore")
            found.update(("".join(syllables), *syllables))
            found.update(word[start:] for start in range(min(len(word), MAX_HANZI)))
    return {term[:MAX_TERM] for term in found if term.strip()}


def looked_for(text: str) -> list[str]:
    """What somebody types to search, as beginnings of terms; all of them must be found."""
    words = unicodedata.normalize("NFKC", text).casefold().split()[:MAX_WORDS]
    return [term for word in words if (term := word if _is_hanzi(word) else _plain(word))]


def terms_of(texts: Iterable[str]) -> list[str]:
    """The words of several texts, sorted, at most 60."""
    return sorted(set().union(*(terms(text) for text in texts)))[:MAX_TERMS]


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in letters if sign.isalnum() or sign in "@.-_")


def _is_hanzi(word: str) -> bool:
    return any("\u3400" <= sign <= "\u9fff" for sign in word)
