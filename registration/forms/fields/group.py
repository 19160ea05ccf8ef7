"""A group of questions that is answered several times: companions, siblings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from registration.core.languages import N_, Texts
from registration.forms.fields.field import Asked, Field, Typed, Which
from registration.forms.setting import Fields, Whole, Wording

MANY = 50


@dataclass(frozen=True, kw_only=True, eq=False)
class Group(Field):
    """``min`` to ``max`` items of the same ``fields``; the value is a list of mappings."""

    type = "group"
    settings: ClassVar = {
        "min": Whole(default=0, most=MANY),
        "max": Whole(default=5, least=1, most=MANY),
        "item": Wording(),
        "fields": Fields(),
    }
    several_inputs = True
    missing = N_("Please add at least one entry to “%(label)s”.")
    min: int
    max: int
    item: Texts
    fields: tuple[Field, ...]

    @classmethod
    def settings_at_odds(cls, settings: Mapping[str, Any]) -> Iterator[str]:
        if settings["min"] > settings["max"]:
            yield "min is more than max"

    def has(self, which: Which) -> bool:
        return which(self) or any(field.has(which) for field in self.fields)

    def without(self, which: Which, value: Any) -> Any:
        if which(self) or value is None:
            return None
        return [
            {
                field.key: left
                for field in self.fields
                if (left := field.without(which, item.get(field.key))) is not None
            }
            for item in value
        ]

    def search(self, value: Any) -> Sequence[str]:
        return [
            word
            for item in value or ()
            for field in self.fields
            if field.key in item
            for word in field.search(item[field.key])
        ]

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
            field.show(item[field.key], asked)
            for field in self.fields
            if field.shows and field.key in item
        ]
        return ", ".join(answer.replace("\n", ", ") for answer in shown if answer)
