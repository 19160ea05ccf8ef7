"""The lists of choices of an XLSForm."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from registration.exchange.xlsform.columns import Cells
from registration.exchange.xlsform.findings import Findings
from registration.exchange.xlsform.keys import key_for
from registration.exchange.xlsform.rules import Known, Translator
from registration.exchange.xlsform.xpath import NotUnderstood
from registration.forms.setting import MANY

IGNORED = ("image", "audio", "video", "media")


@dataclass(frozen=True)
class ChoiceList:
    """A list: its rows, and the key of each choice by its name in the workbook."""

    rows: list[Cells] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)


def read_lists(rows: Iterable[Cells], findings: Findings) -> dict[str, ChoiceList]:
    """The lists by their names."""
    found: dict[str, ChoiceList] = {}
    for cells in rows:
        name, choice = cells.get("list_name"), cells.get("name")
        if not name or not choice:
            findings.wrong(cells, "list_name or name is missing")
            continue
        kept = found.setdefault(name, ChoiceList())
        if choice in kept.keys:
            findings.wrong(cells, f"{choice} stands twice in the list {name}")
            continue
        kept.rows.append(cells)
        kept.keys[choice] = key_for(choice, set(kept.keys.values()))
        kept.labels[choice] = findings.texts(cells, "label")
        findings.ignore(cells, IGNORED)
    return found


def offered(
    chosen: ChoiceList,
    cells: Cells,
    known: Mapping[str, Known],
    own: Known,
    findings: Findings,
) -> list[dict[str, Any]]:
    """The choices of a question; those of a choice filter only when it lets them through."""
    options = []
    for row in chosen.rows:
        name = row.get("name")
        option: dict[str, Any] = {
            "key": chosen.keys[name],
            "label": chosen.labels[name],
            **_places(row, findings),
        }
        when: dict[str, Any] | bool = True
        if cells.get("choice_filter"):
            columns = {**dict.fromkeys(_columns(chosen), ""), **row.single}
            try:
                translator = Translator(known, own, columns)
                when = translator.condition(cells.expression("choice_filter"))
            except NotUnderstood as error:
                findings.wrong(cells, f"choice_filter for {name}: {error.reason}")
                continue
        if when is False:
            findings.leave(cells, f"choice_filter never lets {name} through")
        else:
            options.append(option if when is True else {**option, "when": when})
    return options


def _places(row: Cells, findings: Findings) -> dict[str, int]:
    """How many people can have a choice, where the workbook says so."""
    places = row.get("places")
    if places.isascii() and places.isdecimal() and len(places) < len(str(MANY)):
        return {"places": int(places)}
    if places:
        findings.wrong(row, f"places {places:.20} is not a whole number")
    return {}


def _columns(chosen: ChoiceList) -> set[str]:
    return {column for row in chosen.rows for column in row.single}
