"""A name in each of its scripts, in the order in which those who bear such a name write it."""

from collections.abc import Mapping
from dataclasses import dataclass

from registration.core.pinyin import hanzi_parts


@dataclass(frozen=True)
class Spelling:
    """A name in one script.

    Attributes:
        whole: as it is written, Chinese names with the family name first.
        family, given: its parts; both empty where nobody can say.
        language: BCP 47 with the script; empty where it is not known to be Chinese.
    """

    whole: str
    family: str = ""
    given: str = ""
    language: str = ""

    @property
    def in_hanzi(self) -> bool:
        """Whether it is written in Chinese characters."""
        return self.language == HANZI


HANZI, PINYIN = "zh-Hans", "zh-Latn"


def spellings(value: Mapping[str, str] | str) -> list[Spelling]:
    """The spellings of an answer, that in Latin letters first.

    Reads the values of ``name``, ``passport_name`` and of plain text.
    """
    if isinstance(value, str):
        return [_native(value)] if value else []
    family = value.get("family") or value.get("surname") or ""
    given = value.get("given") or value.get("given_names") or ""
    native = value.get("native", "")
    chinese = bool(native and hanzi_parts(native))
    found = [_western(family, given, chinese=chinese)] if family or given else []
    if not found and value.get("latin"):
        found = [Spelling(value["latin"], language=PINYIN if chinese else "")]
    if native and native not in [one.whole for one in found]:
        found.append(_native(native))
    return found


def _western(family: str, given: str, *, chinese: bool) -> Spelling:
    if hanzi_parts(family + given):
        return Spelling(family + given, family, given, HANZI)
    if chinese:
        return Spelling(" ".join(filter(None, (family, given))), family, given, PINYIN)
    return Spelling(" ".join(filter(None, (given, family))), family, given)


def _native(name: str) -> Spelling:
    parts = hanzi_parts(name)
    return Spelling(name, *parts, HANZI) if parts else Spelling(name)
