"""The steps of preparing a programme: what each asks, and how that reads as typed text."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import g

from registration.core.languages import LANGUAGES, N_, say
from registration.programmes.catalogue import site
from registration.programmes.models import Programme, Selection
from registration.web.desk import scope

MOMENT = "%Y-%m-%dT%H:%M"
Typed = Mapping[str, str]


@dataclass(frozen=True)
class Control:
    """Something that is asked; ``kind`` names its macro in the template and how it is read."""

    name: str
    kind: str
    label: str
    hint: str = ""
    needed: bool = False

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of its inputs."""
        if self.kind in {"texts", "long_texts"}:
            return tuple(f"{self.name}-{code}" for code in LANGUAGES)
        return (self.name,)


TITLES = {
    "words": N_("What it is"),
    "time": N_("When and where"),
    "places": N_("Places, selection and data"),
    "form": N_("Form"),
}
# Changed afterwards they would break a promise to people who applied; the page of the programme
# and the builder of forms know how to change places and form with people in them.
ONLY_BEFORE_OPENING = frozenset({"places", "form"})
MARKDOWN = N_("Headings (##), lists (-) and links can be written as Markdown.")
CONTROLS: Mapping[str, tuple[Control, ...]] = {
    "words": (
        Control("title", "texts", N_("Title"), needed=True),
        Control("summary", "texts", N_("Summary in one sentence")),
        Control("body", "long_texts", N_("Text of its page"), MARKDOWN),
        Control("who", "long_texts", N_("Who may apply"), MARKDOWN),
        Control("data", "long_texts", N_("What happens with your data"), MARKDOWN),
        Control("contact", "email", N_("Email address for questions")),
        Control("slug", "slug", N_("Its address on the web"), N_("Small letters, digits and "
                "hyphens. It cannot be changed once the programme is open."), needed=True),
    ),
    "time": (
        Control("time_zone", "choice", N_("Clocks by which these times are meant"), needed=True),
        Control("opens_at", "moment", N_("Applications open")),
        Control("closes_at", "moment", N_("Applications close")),
        Control("starts_at", "moment", N_("It starts")),
        Control("ends_at", "moment", N_("It ends")),
        Control("venue", "texts", N_("Where")),
    ),
    "places": (
        Control("selection", "choice", N_("How places are given"), needed=True),
        Control("places", "whole", N_("All places"), N_("Left empty, there is no limit.")),
        Control("party_max", "whole", N_("Most people in one application"), needed=True),
        Control("confirm_within_days", "whole", N_("Days to confirm an offered place"),
                N_("Left empty, an approval is a confirmation at once.")),
        Control("retention_days", "whole", N_("Days after the end until the data are deleted"),
                needed=True),
    ),
    "form": (Control("form", "choice", N_("Form that people fill in"), needed=True),),
}  # fmt: skip
SELECTIONS = {
    Selection.FIRST_COME: N_("First come, first served"),
    Selection.REVIEW: N_("By selection after the deadline"),
    Selection.LOTTERY: N_("By lot after the deadline"),
    Selection.INVITATION: N_("By invitation"),
}


def steps_of(found: Programme) -> list[str]:
    """The steps that can be changed, in their order."""
    return [step for step in TITLES if not (found.opened and step in ONLY_BEFORE_OPENING)]


def controls_of(found: Programme, step: str) -> list[Control]:
    """What a step asks; the address of an open programme stays."""
    return [one for one in CONTROLS[step] if not (one.kind == "slug" and found.opened)]


def options_of(found: Programme, name: str) -> dict[str, str]:
    """What can be chosen, with its words."""
    if name == "selection":
        return {str(key): say(g.language, words) for key, words in SELECTIONS.items()}
    if name == "time_zone":
        zones = [found.time_zone, *(city.time_zone for city in site().partners)]
        return {zone: zone.replace("_", " ") for zone in dict.fromkeys(zones)}
    return {str(version.id): title for version, title in scope.published_forms(found)}


def kept(found: Programme, step: str) -> dict[str, str]:
    """What a step has now, by the names of its inputs, as somebody would type it."""
    shown: dict[str, str] = {}
    for control in controls_of(found, step):
        shown |= dict(zip(control.inputs, _as_typed(found, control), strict=True))
    return shown


def typed_of(record: object, controls: Iterable[Control], zone: str) -> dict[str, str]:
    """What a record has, by the names of the inputs; ``zone`` has the clocks of its moments."""
    shown: dict[str, str] = {}
    for control in controls:
        words = _words(getattr(record, control.name), control, zone)
        shown |= dict(zip(control.inputs, words, strict=True))
    return shown


def mark_of(values: Typed) -> str:
    """A mark that changes with what a step has, so that nobody overwrites what they never saw."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]


def _as_typed(found: Programme, control: Control) -> list[str]:
    if control.name == "places":
        value: Any = next((one.places for one in found.quotas if one.key == "total"), None)
    elif control.name == "form":
        value = found.form_version_id
    else:
        value = getattr(found, control.name)
    return _words(value, control, found.time_zone)


def _words(value: Any, control: Control, time_zone: str) -> list[str]:
    if control.kind in {"texts", "long_texts"}:
        return [(value or {}).get(code, "") for code in LANGUAGES]
    if control.kind == "moment":
        zone = ZoneInfo(time_zone)
        return [value.astimezone(zone).strftime(MOMENT) if value else ""]
    return ["" if value is None else str(value)]


def complaints(
    controls: Iterable[Control], wrong: Mapping[str, str], others: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """Where each problem stands on the page, and what it is, beginning with what it is about.

    Args:
        controls: those of the page.
        wrong: the problems by name, in words.
        others: the labels of what else the page asks, by name.
    """
    labels = {one.name: one.label for one in controls} | dict(others or {})
    return [(f"field-{name}", _about(labels[name], problem)) for name, problem in wrong.items()]


def _about(label: str, problem: str) -> str:
    told = N_("%(question)s: %(problem)s")
    return say(g.language, told, question=say(g.language, label), problem=problem)
