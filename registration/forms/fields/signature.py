"""A signature."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from registration.core.languages import N_, say
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only
from registration.forms.fields.text import fitting
from registration.forms.setting import Flag

CALLED = {"name": N_("Name"), "strokes": N_("Drawing")}
MAX_NAME = 100
MAX_STROKES = 200
MAX_POINTS = 5000
EDGE = 1000
# The one form in which a drawing comes in, so that nothing else is ever parsed or kept.
_NUMBER = r"(0|[1-9][0-9]{0,3})"
_STROKE = rf"\[\[{_NUMBER},{_NUMBER}\](,\[{_NUMBER},{_NUMBER}\])*\]"
DRAWING = re.compile(rf"\[{_STROKE}(,{_STROKE})*\]")
MAX_SIGNS = MAX_POINTS * len("[1000,1000],") + MAX_STROKES * len("[],") + len("[]")


@dataclass(frozen=True, kw_only=True, eq=False)
class Signature(Field):
    """A typed name; with ``drawn`` a drawing beside it, where the browser has JavaScript.

    The value is ``{"name": …}``, with ``"strokes"`` where somebody drew: lists of points [x, y]
    from 0 to 1000 on a sheet of 1000 by 400.
    """

    type = "signature"
    settings: ClassVar = {"drawn": Flag(default=True)}
    several_inputs = True
    missing = N_("Please sign with your name at “%(label)s”.")
    drawn: bool

    @property
    def parts(self) -> tuple[str, ...]:  # type: ignore[override]  # depends on what is asked
        return ("", "strokes") if self.drawn else ("",)

    def read(self, typed: Typed, asked: Asked) -> dict[str, Any] | None:
        name = " ".join(unicodedata.normalize("NFC", only(typed)).split())
        drawing = only(typed, "strokes") if self.drawn else ""
        if not (name or drawing):
            return None
        if not any(sign.isalpha() for sign in name):
            raise Wrong(N_("Please type your first and last name to sign."))
        fitting(name, self, MAX_NAME, asked)
        return {"name": name, "strokes": _strokes(drawing)} if drawing else {"name": name}

    def show(self, value: Any, asked: Asked) -> str:
        return say(asked.language, N_("Signed: %(name)s"), name=value["name"]) if value else ""

    def part_names(self, language: str) -> Mapping[str, str]:
        parts = CALLED if self.drawn else ("name",)
        return {part: say(language, CALLED[part]) for part in parts}

    def show_part(self, part: str, value: Any, asked: Asked) -> str:
        return say(asked.language, N_("Drawn by hand")) if part == "strokes" else str(value)


def _strokes(drawing: str) -> list[list[list[int]]]:
    if len(drawing) <= MAX_SIGNS and DRAWING.fullmatch(drawing):
        strokes: list[list[list[int]]] = json.loads(drawing)
        points = [point for stroke in strokes for point in stroke]
        if (
            len(strokes) <= MAX_STROKES
            and len(points) <= MAX_POINTS
            and all(max(point) <= EDGE for point in points)
        ):
            return strokes
    told = N_("The drawing could not be read. Please delete it and draw again, or only type.")
    raise Wrong(told, part="strokes")
