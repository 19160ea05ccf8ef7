"""The machine-readable zone of passports: ICAO Doc 9303, parts 3 and 4 (format TD3)."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

WIDTH = 44
NAME_WIDTH = 39
FILLER = "<"
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WEIGHTS = (7, 3, 1)
ALLOWED = re.compile(r"[A-Z0-9<]*")
# What a keyboard puts in the place of the filler.
FILLERS = str.maketrans({"«": "<<", "‹": "<"})
# Table A of part 3, section 6: the letters that do not simply lose their marks.
LETTERS = str.maketrans(
    {
        "Ä": "AE", "Å": "AA", "Æ": "AE", "Ð": "D", "Đ": "D", "Ə": "E", "Ħ": "H", "Ĳ": "IJ",
        "ĸ": "Q", "Ł": "L", "Ŋ": "N", "Ö": "OE", "Ø": "OE", "Œ": "OE", "Ŧ": "T", "Ü": "UE",
        "Þ": "TH", "ẞ": "SS",
    }
)  # fmt: skip
# Part 4, section 4.2.2: what each check digit of the second line stands for and where it stands.
CHECKED = {
    "number": (slice(0, 9),),
    "birth": (slice(13, 19),),
    "expires": (slice(21, 27),),
    "optional": (slice(28, 42),),
    "all": (slice(0, 10), slice(13, 20), slice(21, 43)),
}
POSITIONS = {"number": 9, "birth": 19, "expires": 27, "optional": 42, "all": 43}


class Malformed(Exception):
    """A line is no line of a passport; ``length`` is what it has where that is the reason."""

    def __init__(self, line: int, *, length: int = WIDTH) -> None:
        super().__init__(line)
        self.line = line
        self.length = length


@dataclass(frozen=True)
class Mismatch:
    """A check digit that does not fit: for which part (see ``CHECKED``), and which would."""

    part: str
    found: str
    expected: str


@dataclass(frozen=True, kw_only=True)
class Zone:
    """What both lines say; days are YYMMDD, fillers at the end are left out.

    ``surname`` and ``given_names`` are the primary and the secondary identifier.
    """

    document: str = "P"
    issuer: str
    surname: str
    given_names: str = ""
    number: str
    nationality: str
    birth: str
    sex: str = ""
    expires: str
    optional: str = ""

    def lines(self) -> tuple[str, str]:
        """Both lines as they are printed."""
        first = f"{self.document:<<2}{self.issuer:<<3}{name_field(self.surname, self.given_names)}"
        number = f"{self.number:<<9}"
        optional = f"{self.optional:<<14}"
        second = (
            f"{number}{check_digit(number)}{self.nationality:<<3}"
            f"{self.birth}{check_digit(self.birth)}{self.sex or FILLER}"
            f"{self.expires}{check_digit(self.expires)}{optional}{check_digit(optional)}"
        )
        return first, second + _expected("all", second)


def check_digit(signs: str) -> str:
    """The check digit of ``signs``: their values by the weights 7, 3, 1, modulo 10 (part 3, 4.9).

    Digits count as themselves, A to Z as 10 to 35, fillers as nothing.
    """
    values = (SIGNS.index(sign) if sign != FILLER else 0 for sign in signs)
    return str(
        sum(value * weight for value, weight in zip(values, cycle(WEIGHTS), strict=False)) % 10
    )


def latin(name: str) -> str:
    """A name in the letters of the zone, a filler between its parts (part 3, sections 4.6 and 6).

    Hyphens and spaces part; apostrophes, other marks and what is no Latin letter are left out.
    """
    spelled = unicodedata.normalize("NFC", name).upper().translate(LETTERS)
    plain = unicodedata.normalize("NFKD", spelled)
    kept = (sign if "A" <= sign <= "Z" else " " * (sign in "- ") for sign in plain)
    return FILLER.join("".join(kept).split())


def name_field(surname: str, given_names: str) -> str:
    """The 39 signs of a name; one that is too long is truncated (part 4, section 4.2.3).

    The surname gives up signs until a letter of the given names has room. A field that was cut
    ends in a letter, which tells a reader that something may be missing.
    """
    primary, secondary = latin(surname), latin(given_names)
    if secondary:
        room = NAME_WIDTH - len("<<A")
        primary = f"{primary[:room].rstrip(FILLER)}<<{secondary}"
    return f"{_cut(primary):<<{NAME_WIDTH}}"


def tidy(line: str) -> str:
    """A line as somebody typed it, in the signs of the zone as far as it can be."""
    return "".join(unicodedata.normalize("NFKC", line).translate(FILLERS).upper().split())


def read(first: str, second: str) -> Zone:
    """What both lines say; their check digits are for ``mismatches`` to judge.

    Raises:
        Malformed: a line has not 44 signs out of A to Z, 0 to 9 and ``<``, or the first one does
            not begin as one of a passport.
    """
    for number, line in enumerate((first, second), 1):
        if len(line) != WIDTH:
            raise Malformed(number, length=len(line))
        if not ALLOWED.fullmatch(line):
            raise Malformed(number)
    if not first.startswith("P"):
        raise Malformed(1)
    surname, _, given_names = first[5:].partition("<<")
    return Zone(
        document=first[:2].rstrip(FILLER),
        issuer=first[2:5].rstrip(FILLER),
        surname=_spaced(surname),
        given_names=_spaced(given_names),
        number=second[:9].rstrip(FILLER),
        nationality=second[10:13].rstrip(FILLER),
        birth=second[13:19],
        sex=second[20].rstrip(FILLER),
        expires=second[21:27],
        optional=second[28:42].rstrip(FILLER),
    )


def mismatches(second: str) -> Iterator[Mismatch]:
    """The check digits of a second line that do not fit."""
    for part, position in POSITIONS.items():
        found, expected = second[position], _expected(part, second)
        # Part 4 lets the digit of an optional part be a filler where the part is empty.
        left_out = part == "optional" and found == FILLER and expected == "0"
        if found != expected and not left_out:
            yield Mismatch(part, found, expected)


def _expected(part: str, second: str) -> str:
    return check_digit("".join(second[place] for place in CHECKED[part]))


def _spaced(name: str) -> str:
    return name.replace(FILLER, " ").strip()


def _cut(name: str) -> str:
    kept = name[:NAME_WIDTH]
    if len(name) <= NAME_WIDTH or not kept.endswith(FILLER):
        return kept
    # The part before makes room for a letter of the next; a part of one letter makes room itself.
    before = kept[:-2]
    follows = name[NAME_WIDTH : NAME_WIDTH + 2]
    return before + (follows if before.endswith(FILLER) else FILLER + follows[0])
