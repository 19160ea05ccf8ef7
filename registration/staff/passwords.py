"""Passwords: how they are kept, compared, and which are refused.

A password is brought to Unicode NFC once, because the same key gives "ü" as one or as two code
points depending on the system; after that it is compared exactly: case, spaces, everything, no
cutting. There are no composition rules. What counts is length, and that something is left when
common passwords and our own words are taken out.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from registration.staff.errors import PasswordRefused, Weakness

SHORTEST = 12
LONGEST = 200
OWN_CHARACTERS = 6
SHORTEST_WORD = 4

_hasher = PasswordHasher()  # argon2id with the memory-saving parameters of RFC 9106
_LOOK_ALIKES = str.maketrans("@4301!$57", "aaeoiisst")
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")


def hash_password(password: str) -> str:
    """What the database keeps of a password: argon2id with its parameters and salt."""
    return _hasher.hash(_normalised(password))


def verify(password_hash: str | None, password: str) -> bool:
    """Whether this is the password. Takes the same time for an account without one."""
    try:
        matches = _hasher.verify(password_hash or _hash_of_nobody(), _normalised(password))
    except (VerificationError, InvalidHashError):
        return False
    return matches and password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def check_strength(password: str, *, own_words: Iterable[str] = ()) -> None:
    """Let a new password through or refuse it.

    Args:
        password: as typed.
        own_words: names of the city, the office, the programmes, the person: texts of any length.

    Raises:
        PasswordRefused: too short, too long, or made of common passwords and own words.
    """
    password = _normalised(password)
    if len(password) < SHORTEST:
        raise PasswordRefused(Weakness.TOO_SHORT)
    if len(password) > LONGEST:
        raise PasswordRefused(Weakness.TOO_LONG)
    words = _words(own_words)
    folded = password.casefold()
    if any(_is_predictable(shape, words) for shape in (folded, folded.translate(_LOOK_ALIKES))):
        raise PasswordRefused(Weakness.PREDICTABLE)


def _normalised(password: str) -> str:
    return unicodedata.normalize("NFC", password)


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash("nobody has this password")


def _is_predictable(password: str, own_words: frozenset[str]) -> bool:
    rest = password
    for word in sorted(own_words, key=len, reverse=True):
        rest = rest.replace(word, " ")
    rest = _common_pattern().sub(" ", rest)
    return len({character for character in rest if character.isalnum()}) < OWN_CHARACTERS


def _words(texts: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for text in texts:
        folded = _normalised(text).casefold()
        found.update(re.findall(r"[^\W_]+", folded))
    return frozenset(word for word in found if _tells(word))


def _tells(word: str) -> bool:
    return len(word) >= (2 if _IDEOGRAPH.search(word) else SHORTEST_WORD)


@cache
def _common_pattern() -> re.Pattern[str]:
    words = (Path(__file__).parent / "common_passwords.txt").read_text("utf-8").split()
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first)))
