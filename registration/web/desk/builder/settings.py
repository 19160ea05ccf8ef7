"""Settings of a part of a form as a page shows them, and back out of what was typed.

Whatever was typed comes back as plain data, right or wrong, so that nothing of it is lost.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from registration.core.languages import LANGUAGES
from registration.forms import entry
from registration.forms.disclosure import PURPOSES, VIEWERS
from registration.forms.editing import Raw
from registration.forms.entry import Entry, Problem
from registration.forms.fields.time import Clock
from registration.forms.keys import free, key_for
from registration.forms.register import TYPES
from registration.forms.rules.values import APPLICANT, PARTIES
from registration.forms.setting import (
    Codes,
    ConditionalOptions,
    Flag,
    Limit,
    Options,
    Setting,
    Whole,
    Word,
    Wording,
    Words,
)

Typed = MultiDict[str, str]
WHOLE = re.compile(r"-?[0-9]{1,9}")
DECIMAL = re.compile(r"-?[0-9]{1,9}([.,][0-9]{1,6})?")
EMPTY_ROWS = 2
# What a draft may still lack; publishing asks for it.
OPEN_IN_A_DRAFT = frozenset({entry.NO_TEXT, entry.NO_TEXTS, entry.NO_ENTRIES, entry.MISSING})
SECTION: Mapping[str, Setting] = {
    "title": Wording(),
    "intro": Wording(optional=True),
    "by": Word(allowed=PARTIES, default=APPLICANT),
}
QUESTION: Mapping[str, Setting] = {
    "label": Wording(),
    "hint": Wording(optional=True),
    "why": Wording(optional=True),
}
LONG = frozenset({"intro", "wording", "text", "why"})


@dataclass(frozen=True)
class Control:
    """A setting as the page shows it; ``kind`` names its macro in the template."""

    name: str
    kind: str
    setting: Setting
    raw: Any


def settings_of(part: Raw, depth: int) -> dict[str, Setting]:
    """What can be set of a section (``depth`` 1) or of a question."""
    if depth == 1:
        return dict(SECTION)
    kind = TYPES.get(str(part.get("type")))
    return {**QUESTION, **(kind.settings if kind else {})}


def controls(part: Raw, depth: int) -> list[Control]:
    """The settings of a part with their values; what has a page of its own is left out."""
    return [
        Control(name, KINDS[type(setting)][0], setting, part.get(name))
        for name, setting in settings_of(part, depth).items()
        if type(setting) in KINDS
    ]


def typed_part(part: Raw, depth: int, typed: Typed) -> Raw:
    """The part as it was typed; what is left empty is None, what has no control stays out."""
    found: Raw = {}
    for control in controls(part, depth):
        found[control.name] = KINDS[type(control.setting)][1](control, typed)
    key = typed.get("key", "").strip()
    if key:
        found["key"] = key
    if depth > 1:
        found |= {"role": typed["role"] or None} if "role" in typed else {}
        found["valid"] = _checks(part, typed)
        found["sensitive"] = _sensitive(part, typed)
        found["required"] = _required(part.get("required"), typed)
        found |= _disclosure(typed) if "purpose" in typed else {}
    return found


def _disclosure(typed: Typed) -> Raw:
    """What an answer is for, who sees it and how long it is kept; None is no limit."""
    viewers = [one for one in VIEWERS if one in typed.getlist("visible_to")]
    keep = _tidy(typed.get("keep", ""))
    return {
        "purpose": typed["purpose"] if typed["purpose"] in PURPOSES else None,
        "visible_to": viewers if viewers and len(viewers) < len(VIEWERS) else None,
        "keep": int(keep) if WHOLE.fullmatch(keep) else keep or None,
    }


def _checks(part: Raw, typed: Typed) -> list[Raw] | None:
    """The checks with their messages as typed, without those to remove, with one to add."""
    found = []
    for number, check in enumerate(part.get("valid") or []):
        if f"valid-{number}-remove" not in typed:
            message = texts_typed(typed, f"valid-{number}")
            rule = {"rule": check["rule"]} if "rule" in check else {}
            found.append({**rule, **({"message": message} if message else {})})
    if "valid-new" in typed:
        found.append({})
    return found or None


def problems_of(part: Raw, depth: int) -> Iterator[Problem]:
    """What cannot stand even in a draft, e.g. a number that is none."""
    problems: list[Problem] = []
    read = Entry(part, (), problems, lambda _entry: None)
    read.key()
    read.days("keep")
    for control in controls(part, depth):
        control.setting.read(read, control.name)
    return (one for one in problems if one.told not in OPEN_IN_A_DRAFT)


def texts_typed(typed: Typed, name: str) -> dict[str, str] | None:
    """What was typed in each language; None where nothing was."""
    texts = {
        code: _tidy(value) for code in LANGUAGES if _tidy(value := typed.get(f"{name}-{code}", ""))
    }
    return texts or None


def _tidy(value: str) -> str:
    return value.replace("\0", "").replace("\r\n", "\n").strip()


def _sensitive(part: Raw, typed: Typed) -> bool | None:
    """None where it is what the type does by itself."""
    on = "sensitive" in typed
    kind = TYPES.get(str(part.get("type")))
    default = kind.sensitive_by_default if kind else False
    return None if on == default else on


def _required(kept: Any, typed: Typed) -> Any:
    """A rule that is kept stays while it is chosen; ``True`` is what is meant without a word."""
    wanted = typed.get("required")
    if wanted == "rule":
        return kept if isinstance(kept, dict) else None
    return False if wanted == "no" else None


def _texts(control: Control, typed: Typed) -> Any:
    return texts_typed(typed, control.name)


def _flag(control: Control, typed: Typed) -> Any:
    on = control.name in typed
    return None if isinstance(control.setting, Flag) and on == control.setting.default else on


def _whole(control: Control, typed: Typed) -> Any:
    value = _tidy(typed.get(control.name, ""))
    return int(value) if WHOLE.fullmatch(value) else value or None


def _number(control: Control, typed: Typed) -> Any:
    value = _tidy(typed.get(control.name, ""))
    if not DECIMAL.fullmatch(value):
        return value or None
    number = float(value.replace(",", "."))
    return int(number) if number.is_integer() else number


def _word(control: Control, typed: Typed) -> Any:
    return _tidy(typed.get(control.name, "")) or None


def _words(control: Control, typed: Typed) -> Any:
    words = typed.getlist(control.name)
    by_itself = isinstance(control.setting, Words) and not control.setting.default
    return words or (None if by_itself else [])


def _codes(control: Control, typed: Typed) -> Any:
    codes = re.split(r"[\s,;，、]+", _tidy(typed.get(control.name, "")))
    known = control.setting.known if isinstance(control.setting, Codes) else ()
    by_name = {code.lower(): code for code in known}
    return [by_name.get(code.lower(), code) for code in codes if code] or None


def _options(control: Control, typed: Typed) -> Any:
    """The rows as they were ordered, then what was pasted; each keeps what else it had."""
    kept = {one["key"]: one for one in options_of(control.raw) if "key" in one}
    rows = [_row(f"{control.name}-{number}", typed) for number in _numbers(control.name, typed)]
    rows = [row for row in rows if row["label"] and not row.pop("remove")]
    rows.sort(key=lambda row: row.pop("at"))
    rows += [
        {"key": key, "label": label}
        for key, label in pasted(typed.get(f"{control.name}-paste", ""))
    ]
    used: set[str] = set()
    found = []
    for row in rows:
        key = str(row["key"])
        if not key or key in used:
            key = free(key_for(row["label"], "choice"), used | set(kept))
        used.add(key)
        whole = {**kept.get(key, {}), **row, "key": key}
        found.append({name: value for name, value in whole.items() if value is not None})
    return found or None


def options_of(raw: Any) -> list[Raw]:
    """The options of a question as far as they are such."""
    return [one for one in raw if isinstance(one, dict)] if isinstance(raw, list) else []


def _numbers(name: str, typed: Typed) -> list[int]:
    pattern = re.compile(rf"{re.escape(name)}-([0-9]{{1,4}})-")
    return sorted({int(match[1]) for one in typed if (match := pattern.match(one))})


def _row(prefix: str, typed: Typed) -> Raw:
    at = typed.get(f"{prefix}-at", "")
    places = _tidy(typed.get(f"{prefix}-places", ""))
    limit = {"places": int(places) if WHOLE.fullmatch(places) else places or None}
    return {
        **(limit if f"{prefix}-places" in typed else {}),
        "key": _tidy(typed.get(f"{prefix}-key", "")),
        "label": texts_typed(typed, prefix),
        "remove": f"{prefix}-remove" in typed,
        "at": float(at.replace(",", ".")) if DECIMAL.fullmatch(at) else float("inf"),
    }


def pasted(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(key or nothing, texts) of the lines that were copied from a spreadsheet.

    The columns are German, English and Chinese, as the page says; a first line that names
    languages says otherwise, and may name a column ``key``.
    """
    lines = [line.split("\t") for line in text.replace("\0", "").splitlines() if line.strip()]
    columns = list(LANGUAGES)
    named = [HEADS.get(cell.strip().casefold(), "") for cell in lines[0]] if lines else []
    if named and all(named):
        columns, lines = named, lines[1:]
    for line in lines:
        cells = dict(zip(columns, (cell.strip() for cell in line), strict=False))
        texts = {code: cells[code] for code in LANGUAGES if cells.get(code)}
        if texts:
            yield cells.get("key", ""), texts


HEADS = {
    "de": "de", "deutsch": "de", "german": "de", "德语": "de", "德文": "de",
    "en": "en", "english": "en", "englisch": "en", "英语": "en", "英文": "en",
    "zh": "zh", "中文": "zh", "chinese": "zh", "chinesisch": "zh", "汉语": "zh",
    "key": "key", "code": "key", "schlüssel": "key", "代码": "key",
}  # fmt: skip
KINDS: dict[type[Setting], tuple[str, Callable[[Control, Typed], Any]]] = {
    Wording: ("texts", _texts),
    Flag: ("flag", _flag),
    Whole: ("whole", _whole),
    Limit: ("number", _number),
    Clock: ("time", _word),
    Word: ("word", _word),
    Words: ("words", _words),
    Codes: ("codes", _codes),
    Options: ("options", _options),
    ConditionalOptions: ("options", _options),
}
