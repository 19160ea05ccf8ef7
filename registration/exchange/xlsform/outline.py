"""The outline of an XLSForm: which question stands in which group, and what it is called here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pyxform import aliases, constants

from registration.exchange.xlsform.choices import ChoiceList
from registration.exchange.xlsform.columns import Cells
from registration.exchange.xlsform.findings import Findings
from registration.exchange.xlsform.keys import key_for
from registration.exchange.xlsform.rules import Known

GROUP, REPEAT = "begin_group", "begin_repeat"
BEGINS = {"begin_group": GROUP, "begin_repeat": REPEAT}
ENDS = {"end_group": GROUP, "end_repeat": REPEAT}
SELECTS = {
    constants.SELECT_ONE: "choice",
    constants.SELECT_ALL_THAT_APPLY: "choices",
    constants.RANK: "ranking",
}
KINDS = {
    "text": "text", "string": "text", "integer": "number", "int": "number", "decimal": "number",
    "range": "number", "date": "date", "time": "time", "note": "note", "file": "file",
    "image": "file", "photo": "file", "acknowledge": "declaration", "trigger": "declaration",
    "calculate": "calculated", "email": "email", "group": "group",
}  # fmt: skip
NOT_ASKED = frozenset({
    "start", "end", "today", "deviceid", "subscriberid", "simserial", "username", "phonenumber",
    "audit", "start-geopoint", "background-audio", "background-geopoint", "hidden",
    "xml-external", "csv-external",
})  # fmt: skip
BY_ROLE = {"name": "name", "email": "email", "telephone": "telephone"}


@dataclass(frozen=True)
class Item:
    """A question, or a group or repeat with what stands in it.

    Attributes:
        cells: its row.
        type: as the workbook says it, without the name of a list.
        list_name: the list of choices that it offers.
        known: what expressions know of it.
        items: what stands in it.
    """

    cells: Cells
    type: str
    list_name: str = ""
    known: Known = field(default_factory=lambda: Known("", ""))
    items: list["Item"] = field(default_factory=list)


def read_outline(rows: Iterable[Cells], findings: Findings) -> list[Item]:
    """The questions and groups, one in another as the rows begin and end them."""
    top: list[Item] = []
    open_ones: list[Item] = []
    for cells in rows:
        item = _item(cells)
        if item.type in ENDS:
            if open_ones and open_ones[-1].type == ENDS[item.type]:
                open_ones.pop()
            else:
                findings.wrong(cells, f"{cells.get('type')} ends nothing that began")
        elif item.type in NOT_ASKED:
            findings.leave(cells, f"{item.type} is not asked for here")
        elif item.type:
            (open_ones[-1].items if open_ones else top).append(item)
            if item.type in BEGINS:
                open_ones.append(item)
        else:
            findings.wrong(cells, "type is missing")
    for item in open_ones:
        findings.wrong(item.cells, f"{item.cells.get('type')} is not ended")
    return top


def name_items(
    items: list[Item], lists: Mapping[str, ChoiceList], findings: Findings
) -> tuple[list[Item], dict[str, Known]]:
    """The same items with their keys, and what expressions know of them, by name."""
    known: dict[str, Known] = {}
    taken: dict[str | None, set[str]] = {}

    def named(item: Item, group: str | None) -> Item:
        name = item.cells.get("name")
        if not name and item.type not in {GROUP, "note"}:
            findings.wrong(item.cells, "name is missing")
        key = key_for(name or item.type.removeprefix("begin_"), taken.setdefault(group, set()))
        taken[group].add(key)
        found = Known(key, _kind(item), group, dict(_choices(item, lists)))
        if name in known:
            findings.wrong(item.cells, f"name {name} stands twice")
        if name:
            known[name] = found
        within = key if item.type == REPEAT else group
        return replace(item, known=found, items=[named(one, within) for one in item.items])

    return [named(item, None) for item in items], known


def _item(cells: Cells) -> Item:
    raw = " ".join(cells.get("type").split())
    words = raw.lower().replace("begin ", "begin_").replace("end ", "end_")
    for alias in sorted(aliases.select, key=len, reverse=True):
        if words == alias or words.startswith(f"{alias} "):
            found = "from_file" if alias in aliases.select_from_file else aliases.select[alias]
            return Item(cells, found, raw[len(alias) :].strip())
    return Item(cells, words)


def _kind(item: Item) -> str:
    role = item.cells.get("role")
    if item.type == REPEAT:
        return "group"
    if role == "dates" and item.type == constants.SELECT_ALL_THAT_APPLY:
        return "dates"
    kind = SELECTS.get(item.type) or KINDS.get(item.type, "")
    if kind != "text":
        return kind
    if role in BY_ROLE:
        return BY_ROLE[role]
    return _kind_of_text(item.cells)


def _kind_of_text(cells: Cells) -> str:
    """What a text is by its appearance, or by the pattern that it must match."""
    appearance = cells.get("appearance").lower().split()
    constraint = cells.expression("constraint")
    pattern = constraint if constraint.startswith("regex(") else ""
    if "email" in appearance or "@" in pattern:
        return "email"
    if {"tel", "phone", "numbers"} & set(appearance) or ("+" in pattern and "0-9" in pattern):
        return "telephone"
    return "long_text" if "multiline" in appearance else "text"


def _choices(item: Item, lists: Mapping[str, ChoiceList]) -> Iterator[tuple[str, str]]:
    found = lists.get(item.list_name) if item.type in SELECTS and _kind(item) != "dates" else None
    yield from found.keys.items() if found else ()
