"""A picture, for example a portrait for a visa or a badge."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from registration.core.languages import N_
from registration.forms.fields.file import File
from registration.forms.setting import Whole, Word

RATIO = re.compile(r"([1-9][0-9]{0,3}):([1-9][0-9]{0,3})")
MOST = 2000


@dataclass(frozen=True, kw_only=True, eq=False)
class Picture(File):
    """One JPEG or PNG, cropped to ``ratio`` (``35:45`` for passports), turned upright.

    It must have ``min_width`` by ``min_height`` pixels left. The value is the list of its name.
    """

    type = "picture"
    settings: ClassVar = {
        "max_mb": Whole(default=10, least=1, most=20),
        "min_width": Whole(default=0, most=MOST),
        "min_height": Whole(default=0, most=MOST),
        "ratio": Word(),
    }
    missing = N_("Please choose a picture for “%(label)s”.")
    kinds: tuple[str, ...] = ("jpeg", "png")
    max_files: int = 1
    min_width: int
    min_height: int
    ratio: str | None

    @classmethod
    def settings_at_odds(cls, settings: Mapping[str, Any]) -> Iterator[str]:
        ratio = settings["ratio"]
        if ratio is not None and not RATIO.fullmatch(ratio):
            yield f"ratio {ratio!r} is not like 35:45"

    @property
    def proportion(self) -> Fraction | None:
        """Width by height; None where the picture stays as it is."""
        found = RATIO.fullmatch(self.ratio or "")
        return Fraction(int(found[1]), int(found[2])) if found else None

    @property
    def least(self) -> tuple[int, int]:
        """The fewest pixels (width, height); the ratio gives the one that the form leaves out."""
        width, height = self.min_width, self.min_height
        if self.proportion is not None:
            width = max(width, int(height * self.proportion))
            height = max(height, int(width / self.proportion))
        return width or 1, height or 1
