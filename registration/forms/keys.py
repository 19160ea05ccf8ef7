"""Keys out of words, so that nobody has to invent them."""

import re
import unicodedata
from collections.abc import Mapping

from pypinyin import lazy_pinyin

from registration.forms.entry import KEY

LONGEST = 40
ORDER = ("en", "de", "zh")
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def key_for(texts: Mapping[str, str], fallback: str) -> str:
    """A key that reads like the first text there is, in English before the others.

    Args:
        texts: by language.
        fallback: a key for texts that have no letters to make one of.
    """
    for language in ORDER:
        plain = "_".join(lazy_pinyin(texts.get(language, ""))).lower().translate(SPELLED_OUT)
        letters = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
        key = re.sub(r"[^a-z0-9]+", "_", letters).lstrip("_0123456789")[:LONGEST].rstrip("_")
        if KEY.fullmatch(key):
            return key
    return fallback
