"""A question of a form document for a row of the sheet ``survey``."""

from collections.abc import Iterator, Mapping
from typing import Any

from registration.exchange.xlsform.choices import ChoiceList, offered
from registration.exchange.xlsform.columns import Cells
from registration.exchange.xlsform.constraints import settings_in
from registration.exchange.xlsform.findings import Findings
from registration.exchange.xlsform.outline import GROUP, SELECTS, Item
from registration.exchange.xlsform.rules import Known, Rule, Translator, all_of
from registration.exchange.xlsform.xpath import NotUnderstood
from registration.forms.fields.file import KINDS as FILE_KINDS
from registration.forms.register import TYPES

MOST_ENTRIES = 20  # a repeat has no limit there, but a page must end
LONGEST_REPEAT = 50
CALCULATED = "calculated"
IMAGES = ("jpeg", "png")
YES, NO = frozenset({"yes", "true", "true()"}), frozenset({"", "no", "false", "false()"})
IGNORED = (
    "default", "read_only", "guidance_hint", "required_message", "image", "audio", "video",
    "media", "trigger", "parameters", "save_to", "autoplay", "big-image",
)  # fmt: skip


class Questions:
    """Makes the questions of one workbook."""

    def __init__(
        self, known: Mapping[str, Known], lists: Mapping[str, ChoiceList], findings: Findings
    ) -> None:
        self.known = known
        self.lists = lists
        self.findings = findings

    def fields(self, items: list[Item], when: Rule | bool = True) -> Iterator[dict[str, Any]]:  # noqa: FBT001, FBT002  # a condition may be a fixed one
        """The questions for some items, all of them under a condition; groups are laid open."""
        for item in items:
            asked = all_of([when, self.when(item)])
            if asked is False:
                self.findings.leave(item.cells, "it is never asked for")
            elif item.type == GROUP:
                yield from self._heading(item, asked)
                yield from self.fields(item.items, asked)
            else:
                yield from self._field(item, asked)

    def when(self, item: Item) -> Rule | bool:
        """When an item is asked for."""
        return self._condition(item, "relevant") if item.cells.get("relevant") else True

    def _heading(self, item: Item, when: Rule | bool) -> Iterator[dict[str, Any]]:  # noqa: FBT001  # as above
        label = self.findings.texts(item.cells, "label", optional=True)
        if label:
            text = {code: f"### {said}" for code, said in label.items()}
            yield {"key": item.known.key, "type": "note", "text": text, **_when(when)}

    def _field(self, item: Item, when: Rule | bool) -> Iterator[dict[str, Any]]:  # noqa: FBT001  # as above
        kind, cells = item.known.kind, item.cells
        if kind not in TYPES and kind != CALCULATED:
            self.findings.wrong(cells, f"questions of the type {cells.get('type')} cannot be asked")
            return
        found: dict[str, Any] = {"key": item.known.key, "type": kind}
        if kind == "note":
            yield {**found, "text": self.findings.texts(cells, "label"), **_when(when)}
            return
        if cells.get("role"):
            found["role"] = cells.get("role")
        found["label"] = self._label(item)
        for column in ("hint", "why"):
            found[column] = self.findings.texts(cells, column, optional=True)
        found["required"] = self._required(item)
        found |= _when(when)
        if cells.get("sensitive").lower() in YES:
            found["sensitive"] = True
        found |= self._settings(item)
        if kind not in {"group", CALCULATED}:
            found |= self._valid(item)
        self.findings.ignore(cells, [name for name in IGNORED if not self._uses(item, name)])
        yield {name: value for name, value in found.items() if value not in ({}, None)}

    def _label(self, item: Item) -> dict[str, str]:
        if item.known.kind == CALCULATED and not item.cells.texts("label", self.findings.language):
            return dict.fromkeys(("de", "en", "zh"), item.cells.get("name"))
        return self.findings.texts(item.cells, "label")

    def _required(self, item: Item) -> bool | Rule | None:
        raw = item.cells.get("required").lower()
        if item.known.kind == CALCULATED:
            return None
        return raw in YES if raw in YES | NO else self._condition(item, "required")

    def _settings(self, item: Item) -> dict[str, Any]:
        kind, cells = item.known.kind, item.cells
        if kind == "group":
            return self._repeat(item)
        if kind == CALCULATED:
            return {"value": self._formula(item)}
        if kind == "number":
            return _number(cells, item.type)
        if kind == "file":
            images = [one for one in IMAGES if one in FILE_KINDS]
            return {"kinds": images if item.type in {"image", "photo"} else list(FILE_KINDS)}
        if item.type in SELECTS and kind != "dates":
            return {"choices": self._choices(item)}
        return {}

    def _repeat(self, item: Item) -> dict[str, Any]:
        count = item.cells.get("repeat_count")
        least, most = 0, MOST_ENTRIES
        if count.isascii() and count.isdecimal() and 0 < int(count[:3]) <= LONGEST_REPEAT:
            least = most = int(count[:3])
        elif count:
            self.findings.leave(item.cells, "repeat_count; people add entries themselves")
        else:
            self.findings.leave(item.cells, f"more than {most} entries, which nobody can add")
        if not item.items:
            self.findings.wrong(item.cells, "the repeat has no question in it")
        label = item.cells.texts("label", self.findings.language)
        return {"min": least, "max": most, "item": label, "fields": [*self.fields(item.items)]}

    def _choices(self, item: Item) -> list[dict[str, Any]]:
        name, _, more = item.list_name.partition(" ")
        if more:
            self.findings.wrong(
                item.cells,
                f"{more}: write the other answer as a choice and ask for it in a question",
            )
        if name not in self.lists:
            self.findings.wrong(item.cells, f"the sheet choices has no list {name}")
            return []
        return offered(self.lists[name], item.cells, self.known, item.known, self.findings)

    def _valid(self, item: Item) -> dict[str, Any]:
        cells = item.cells
        raw = cells.expression("constraint")
        if not raw:
            return {}
        message = self.findings.texts(cells, "constraint_message", optional=True)
        settings = settings_in(raw, item.known.kind)
        if settings is not None and not message:
            return settings
        try:
            rule = Translator(self.known, item.known).condition(raw)
        except NotUnderstood as error:
            if settings is None:
                self.findings.wrong(cells, f"constraint: {error.reason}")
            else:
                self.findings.leave(cells, "constraint_message; the page has words of its own")
            return settings or {}
        if not message:
            self.findings.wrong(cells, "constraint needs a constraint_message in all languages")
        return {} if isinstance(rule, bool) else {"valid": [{"rule": rule, "message": message}]}

    def _condition(self, item: Item, column: str) -> Rule | bool:
        try:
            return Translator(self.known, item.known).condition(item.cells.expression(column))
        except NotUnderstood as error:
            self.findings.wrong(item.cells, f"{column}: {error.reason}")
            return True

    def _formula(self, item: Item) -> Any:
        try:
            return Translator(self.known, item.known).formula(item.cells.expression("calculation"))
        except NotUnderstood as error:
            self.findings.wrong(item.cells, f"calculation: {error.reason}")
            return None

    def _uses(self, item: Item, column: str) -> bool:
        return column == "parameters" and item.type == "range"


def _when(when: Rule | bool) -> dict[str, Any]:  # noqa: FBT001  # as above
    return {} if isinstance(when, bool) else {"when": when}


def _number(cells: Cells, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {"integer": True} if kind in {"integer", "int"} else {}
    if kind == "range":
        given = dict.fromkeys(("start", "end", "step"), "")
        for pair in cells.get("parameters").replace(",", " ").replace(";", " ").split():
            name, _, value = pair.partition("=")
            given[name.lower()] = value
        start, end, step = (_value(given[name]) for name in ("start", "end", "step"))
        found = {"min": 0 if start is None else start, "max": 10 if end is None else end}
        if all(isinstance(one, int) for one in (*found.values(), 1 if step is None else step)):
            found["integer"] = True
    return found


def _value(raw: str) -> int | float | None:
    try:
        number = float(raw)
    except ValueError:
        return None
    return int(number) if number.is_integer() else number
