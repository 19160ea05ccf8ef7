"""What was typed in a step: read, checked, and only then written to the programme."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g

from registration.core.languages import LANGUAGES, N_, say
from registration.forms.fields.email import WRONG, address_of
from registration.programmes import making
from registration.programmes.models import Programme
from registration.programmes.retrospective import MOST_PICTURES
from registration.web.desk.inputs import FIRST_YEAR, LAST_YEAR, MOST_DAYS, MOST_PLACES
from registration.web.desk.wizard.steps import MOMENT, Control, Typed, controls_of, options_of

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 80
LONGEST_TEXT = 20_000
MOST: Mapping[str, int] = {
    "places": MOST_PLACES,
    "party_max": 100,
    "confirm_within_days": MOST_DAYS,
    "retention_days": 3650,
    "participants": MOST_PLACES,
    "position": MOST_PICTURES,
}
ORDER = ("opens_at", "closes_at", "starts_at", "ends_at")
EARLY = N_("The end must come after the beginning.")


class Wrong(ValueError):
    """What was typed cannot be meant; says what is wrong in the reader's language."""


def read(found: Programme, step: str, typed: Typed) -> tuple[dict[str, Any], dict[str, str]]:
    """(the values by the names of their controls, what is wrong by the same names)."""
    values, wrong = read_controls(found, controls_of(found, step), typed)
    if not wrong and step == "time":
        wrong |= _out_of_order(values)
    return values, wrong


def read_controls(
    found: Programme, controls: Iterable[Control], typed: Typed
) -> tuple[dict[str, Any], dict[str, str]]:
    """The same for any controls of a page about the programme."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for control in controls:
        try:
            values[control.name] = _READERS[control.kind](found, control, typed)
        except Wrong as error:
            wrong[control.name] = str(error)
    return values, wrong


def _texts(_found: Programme, control: Control, typed: Typed) -> dict[str, str]:
    texts = {
        code: tidied
        for code, name in zip(LANGUAGES, control.inputs, strict=True)
        if (tidied := tidy(typed.get(name, "")))
    }
    if control.needed and not texts:
        raise Wrong(say(g.language, "Please fill this in in one language at least."))
    if any(len(words) > LONGEST_TEXT for words in texts.values()):
        raise Wrong(say(g.language, "Please use at most 20,000 characters."))
    return texts


def _moment(found: Programme, control: Control, typed: Typed) -> datetime | None:
    raw = tidy(typed.get(control.name, ""))
    if not raw:
        return None
    name = typed.get("time_zone", "")
    zone = ZoneInfo(name if name in options_of(found, "time_zone") else found.time_zone)
    try:
        local = datetime.strptime(raw[: len("2027-01-01T00:00")], MOMENT).replace(tzinfo=zone)
    except ValueError:
        told = N_("There is no such day. Please check day, month and year.")
        raise Wrong(say(g.language, told)) from None
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        told = N_("Please give the year with four digits, for example 2009.")
        raise Wrong(say(g.language, told))
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        told = N_("The clocks are put forward in that hour, so there is no such time on that day.")
        raise Wrong(say(g.language, told))
    return moment


def _whole(_found: Programme, control: Control, typed: Typed) -> int | None:
    raw = tidy(typed.get(control.name, ""))
    if not raw and not control.needed:
        return None
    most = MOST[control.name]
    if not (raw.isascii() and raw.isdecimal() and len(raw) <= len(str(most))):
        raise Wrong(say(g.language, "Please give a whole number."))
    if not 1 <= int(raw) <= most:
        raise Wrong(say(g.language, "Please give a number from 1 to %(most)s.", most=most))
    return int(raw)


def _choice(found: Programme, control: Control, typed: Typed) -> str:
    raw = typed.get(control.name, "")
    if raw not in options_of(found, control.name):
        raise Wrong(say(g.language, "Please choose one."))
    return raw


def _email(_found: Programme, control: Control, typed: Typed) -> str | None:
    raw = tidy(typed.get(control.name, ""))
    address = address_of(raw)
    if raw and address is None:
        raise Wrong(say(g.language, WRONG))
    return address


def _slug(found: Programme, control: Control, typed: Typed) -> str:
    raw = tidy(typed.get(control.name, ""))
    if not SLUG.fullmatch(raw) or len(raw) > LONGEST_SLUG:
        told = N_("Please use small letters, digits and hyphens only, at most 80.")
        raise Wrong(say(g.language, told))
    if making.slug_is_taken(raw, but_by=found):
        raise Wrong(say(g.language, "Another programme has this address already."))
    return raw


def _out_of_order(values: Mapping[str, Any]) -> dict[str, str]:
    """Moments that lie before the one that they follow."""
    wrong, last = {}, None
    for name in ORDER:
        moment = values[name]
        if moment and last and moment < last:
            wrong[name] = say(g.language, EARLY)
        last = moment or last
    return wrong


def tidy(value: str) -> str:
    """What was typed, with one kind of line ends and nothing that a database refuses."""
    return value.replace("\0", "").replace("\r\n", "\n").strip()


_READERS: Mapping[str, Callable[[Programme, Control, Typed], Any]] = {
    "texts": _texts,
    "long_texts": _texts,
    "moment": _moment,
    "whole": _whole,
    "choice": _choice,
    "email": _email,
    "slug": _slug,
}
