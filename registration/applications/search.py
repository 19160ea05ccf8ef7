"""Words by which the desk finds an application, whatever script somebody types."""

import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import sha256

from pypinyin import lazy_pinyin

from registration.core.formats import HANZI
from registration.forms.fields.field import Field
from registration.forms.readers import Reader

MAX_TERM = 80
MAX_TERMS = 60
MAX_ANSWER_TERMS = 200
MAX_WORDS = 5
PIECE = 4  # of Hanzi, which are written without spaces: any word in them begins somewhere
SHORTEST = 2  # a single letter of an answer finds everybody
BETWEEN_WORDS = re.compile(r"\W+")
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "ł": "l"})
TO_ALL = ""
SIGN, ALL_BITS, DIGITS = 1 << 63, (1 << 64) - 1, 16  # of a number as IEEE 754 writes it, in hex


def terms(text: str) -> set[str]:
    """The words of a name, each in the spellings that people search for.

    Small letters without accents, German umlauts also spelled out (``müller`` → ``muller``,
    ``mueller``), Hanzi as they are from each sign on, and as pinyin, joined and by syllable.
    """
    found: set[str] = set()
    for word in _words(text):
        found.update((_plain(word), _plain(word.translate(SPELLED_OUT))))
        for run in HANZI.findall(word):
            syllables = lazy_pinyin(run)
            for spelled in ("".join(syllables), *syllables):
                found.update(spelled.replace("v", vowel) for vowel in ("v", "u", "yu"))
            found.update(_pieces(run))
    return {term[:MAX_TERM] for term in found if term.strip()}


def looked_for(text: str) -> list[str]:
    """What somebody types to search, as beginnings of terms; all of them must be found."""
    found: list[str] = []
    for word in _words(text)[:MAX_WORDS]:
        for run in HANZI.findall(word):
            found += [run[start : start + PIECE] for start in range(0, len(run), PIECE)]
        found.append(_plain(HANZI.sub(" ", word)))
    return [term for term in dict.fromkeys(found) if term][: 2 * MAX_WORDS]


def terms_of(texts: Iterable[str], answers: Iterable[str] = ()) -> list[str]:
    """The words of names and the like, at most 60, and up to 200 more of ``answers``."""
    own = sorted(set().union(*(terms(text) for text in texts)))[:MAX_TERMS]
    more = dict.fromkeys(word for text in answers for word in _words_of_answer(text))
    return [*own, *[word for word in more if word not in own][:MAX_ANSWER_TERMS]]


def is_closed(field: Field) -> bool:
    """Whether an answer is kept from somebody at the desk, so that no search may tell of it."""
    return field.sensitive or not field.for_everybody


def facets(field: Field, value: object) -> list[str]:
    """Terms for what was chosen or measured; nobody can type them, and each role has its own."""
    if field.sensitive:
        return []
    roles = [TO_ALL] if field.for_everybody else sorted(field.visible_to)
    found = [facet(role, field.key, key) for key in field.chosen(value) for role in roles]
    number = field.measure(value)
    if number is not None:
        found += [measured(role, field.key, number) for role in roles]
    return found


def facets_for(reader: Reader, field_key: str, option: str) -> list[str]:
    """The terms of those applications that chose an option and tell this reader so."""
    return [facet(role, field_key, option) for role in (TO_ALL, *sorted(reader.roles or ()))]


def ranges_for(
    reader: Reader, field_key: str, lowest: float, highest: float
) -> list[tuple[str, str]]:
    """The first and the last term of the answers between two, as far as a reader may know them."""
    return [
        (measured(role, field_key, lowest), measured(role, field_key, highest))
        for role in (TO_ALL, *sorted(reader.roles or ()))
    ]


def measured(role: str, field_key: str, number: float) -> str:
    """The term of a measured answer: terms of one question and role sort as their numbers do."""
    question = f"={role}={field_key}"
    if len(question) > MAX_TERM - DIGITS - 1:
        question = f"={sha256(question.encode()).hexdigest()[:DIGITS]}"
    [bits] = struct.unpack(">Q", struct.pack(">d", number + 0.0))  # -0.0 becomes 0.0
    sorted_alike = bits ^ (ALL_BITS if bits & SIGN else SIGN)
    return f"{question}#{sorted_alike:0{DIGITS}x}"


def facet(role: str, field_key: str, option: str) -> str:
    """The term of an option of a question that ``role`` may read."""
    term = f"={role}={field_key}={option}"
    return term if len(term) <= MAX_TERM else f"={sha256(term.encode()).hexdigest()}"


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFKC", text).casefold().split()


def _words_of_answer(text: str) -> Iterator[str]:
    for word in _words(text):
        for part in (word, *BETWEEN_WORDS.split(word)):
            latin = HANZI.sub(" ", part)
            for spelled in (_plain(latin), _plain(latin.translate(SPELLED_OUT))):
                if len(spelled) >= SHORTEST:
                    yield spelled[:MAX_TERM]
        for run in HANZI.findall(word):
            yield from _pieces(run)


def _pieces(run: str) -> list[str]:
    return [run[start : start + PIECE] for start in range(len(run))]


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in letters if sign.isalnum() or sign in "@.-_")
