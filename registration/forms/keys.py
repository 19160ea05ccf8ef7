"""Keys of sections, questions and choices: out of words, and unlike those that are taken."""

import unicodedata
from collections.abc import Collection, Mapping
from itertools import chain, count
from typing import Any

from registration.core.formats import sort_key
from registration.forms.entry import KEY

LONGEST = 40
ORDER = ("en", "de", "zh")
RESERVED = frozenset({"csrf_token", "add", "remove", "go"})  # inputs of the page itself


def plain(name: str) -> str:
    """A word or sentence in small letters, digits and underscores; Hanzi become pinyin."""
    letters = name if name.isascii() else sort_key(name, "zh")
    letters = unicodedata.normalize("NFKD", letters).replace("ß", "ss").lower()
    signs = [
        sign if sign.isascii() and sign.isalnum() else "_"
        for sign in letters
        if not unicodedata.combining(sign)
    ]
    return "_".join(part for part in "".join(signs).split("_") if part)[:LONGEST].rstrip("_")


def key_for(texts: Mapping[str, str], fallback: str) -> str:
    """A key that reads like the first text there is, in English before the others.

    Args:
        texts: by language.
        fallback: a key for texts that have no letters to make one of.
    """
    keys = (plain(texts.get(language, "")).lstrip("_0123456789") for language in ORDER)
    return next((key for key in keys if KEY.fullmatch(key)), fallback)


def free(wanted: str, taken: Collection[Any]) -> str:
    """``wanted``, or with a number behind it, so that nothing has it, nor the page itself."""
    numbered = (f"{wanted[: LONGEST - len(str(n)) - 1]}_{n}" for n in count(2))
    return next(
        key for key in chain([wanted], numbered) if key not in taken and key not in RESERVED
    )
