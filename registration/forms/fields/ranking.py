"""Things put in an order."""

from dataclasses import dataclass
from typing import Any, ClassVar

from registration.core.languages import N_, Texts, text
from registration.forms.fields.choice import NOT_OFFERED
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only
from registration.forms.setting import Options, Whole

MANY = 50


@dataclass(frozen=True, kw_only=True, eq=False)
class Ranking(Field):
    """The ``choices`` by rank, at most ``max`` of them; the value lists their keys, best first.

    ``required`` asks for every rank; otherwise the list may end sooner, but without a gap.
    """

    type = "ranking"
    settings: ClassVar = {"choices": Options(), "max": Whole(default=MANY, least=1, most=MANY)}
    several_inputs = True
    missing = N_("Please give the ranks for “%(label)s”.")
    choices: dict[str, Texts]
    max: int

    @property
    def parts(self) -> tuple[str, ...]:  # type: ignore[override]  # each form has its own choices
        return tuple(self.choices)

    @property
    def ranks(self) -> range:
        """The ranks to give, the best is 1."""
        return range(1, min(self.max, len(self.choices)) + 1)

    def read(self, typed: Typed, asked: Asked) -> list[str] | None:
        by_rank: dict[int, str] = {}
        for key in self.choices:
            rank = only(typed, key)
            if rank and rank not in map(str, self.ranks):
                raise Wrong(NOT_OFFERED, part=key)
            if rank and (other := by_rank.setdefault(int(rank), key)) != key:
                raise Wrong(
                    N_("“%(first)s” and “%(second)s” have the same rank. Please change one."),
                    part=key,
                    first=text(self.choices[other], asked.language),
                    second=text(self.choices[key], asked.language),
                )
        if not by_rank:
            return None
        last = self.ranks[-1] if self.required is True else len(by_rank)
        missing = set(range(1, last + 1)) - set(by_rank)
        if missing:
            raise Wrong(N_("Please give rank %(rank)s, too."), rank=min(missing))
        return [by_rank[place] for place in sorted(by_rank)]

    def show(self, value: Any, asked: Asked) -> str:
        labels = (text(self.choices.get(key), asked.language) for key in value or ())
        return "\n".join(f"{rank}. {label}" for rank, label in enumerate(labels, 1))
