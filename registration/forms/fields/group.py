"""A group of questions that is answered several times: companions, siblings."""

from dataclasses import dataclass
from typing import Any

from registration.core.languages import N_, Texts
from registration.forms.conditions import holds
from registration.forms.entry import Entry
from registration.forms.fields.field import Asked, Field, Typed


@dataclass(frozen=True, kw_only=True, eq=False)
class Group(Field):
    """``min`` to ``max`` items of the same ``fields``; the value is a list of mappings."""

    type = "group"
    several_inputs = True
    missing = N_("Please add at least one entry to “%(label)s”.")
    min: int
    max: int
    item: Texts
    fields: tuple[Field, ...]

    @classmethod
    def own_settings(cls, entry: Entry) -> dict[str, Any]:
        settings: dict[str, Any] = {
            "min": entry.whole("min", 0, most=50),
            "max": entry.whole("max", 5, least=1, most=50),
            "item": entry.texts("item"),
            "fields": entry.fields("fields"),
        }
        if any(isinstance(field, Group) for field in settings["fields"]):
            entry.wrong("a group may not stand in a group")
        if settings["min"] > settings["max"]:
            entry.wrong("min is more than max")
        return settings

    def read(self, typed: Typed, asked: Asked) -> Any:
        """Not used: a group is read item by item, see ``forms.wtform``."""
        raise NotImplementedError

    def show(self, value: Any, asked: Asked) -> str:
        return "\n".join(
            f"{number}. {self.show_item(item, asked)}" for number, item in enumerate(value or (), 1)
        )

    def show_item(self, item: dict[str, Any], asked: Asked) -> str:
        """The answers of one item on a line."""
        shown = [
            field.show(item.get(field.key), asked)
            for field in self.fields
            if field.asks and holds(field.when, item)
        ]
        return ", ".join(answer for answer in shown if answer)
