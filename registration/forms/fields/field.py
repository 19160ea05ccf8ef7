"""What every type of field has; the types stand in the files beside, found over the register."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from registration.core.formats import show_list
from registration.core.languages import N_, Texts, say, say_many, text
from registration.forms.disclosure import EVERYBODY, PURPOSES, VIEWERS
from registration.forms.entry import MISSING, Entry
from registration.forms.rules.reader import Condition, Formula
from registration.forms.rules.values import APPLICANT, Answers, Facts
from registration.forms.setting import Setting

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Option:
    """Something to choose from that the form document does not hold, e.g. a programme's date."""

    key: str
    label: str
    note: str = ""
    kind: str = ""
    open: bool = True


@dataclass(frozen=True)
class Asked:
    """Who is asked, and what the questions need that is not in the form document.

    Attributes:
        language: the reader's.
        dates: the programme's dates.
        files: names of the files kept so far, by field key.
        today: ISO date, for rules like "in the past".
        starts: ISO date of the programme's first day on its own clocks; empty where unknown.
        ends: the same of its last day.
        institutions: schools, courts and offices of the partnership.
        left: places left of limited choices, by the key of their quota.
        party: how many people need a place of what is chosen.
        by: which party fills in.
    """

    language: str
    today: str
    starts: str = ""
    ends: str = ""
    institutions: Sequence[Option] = ()
    dates: Sequence[Option] = ()
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)
    party: int = 1
    by: str = APPLICANT

    @property
    def facts(self) -> Facts:
        """What rules may look at beside the answers."""
        return Facts(today=self.today, starts=self.starts, ends=self.ends, by=self.by)


@dataclass(frozen=True, eq=False)
class Check:
    """What must be true of an answer; ``message`` says what to do where it is not."""

    rule: Condition | None
    message: Texts

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """The check as the form document gives it."""
        check = cls(rule=entry.condition("rule"), message=entry.texts("message"))
        if entry.raw_value("rule") is None:
            entry.wrong(MISSING, name="rule")
        entry.refuse_unknown()
        return check


class Wrong(Exception):
    """An answer that cannot stand; says what to do, as a message id with its values."""

    def __init__(self, message: str, *, part: str = "", **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values
        self.part = part


@dataclass(frozen=True, kw_only=True, eq=False)
class Field:
    """A question. Types override what differs.

    ``parts`` are the inputs of the control: their names follow the field's after a hyphen; the
    part ``""`` has the field's own name. A type that ``asks`` nothing may still have a value; one
    that ``shows`` nothing has no place among the answers. ``days`` are the parts of the value that
    are days in ISO 8601, ``""`` where all of it is one. ``measured_in`` says in what an answer lies
    between two others: ``number`` or ``day``; empty where it does not.
    """

    type: ClassVar[str] = ""
    settings: ClassVar[Mapping[str, Setting]] = {}
    parts: ClassVar[tuple[str, ...]] = ("",)
    asks: ClassVar[bool] = True
    shows: ClassVar[bool] = True
    several_inputs: ClassVar[bool] = False
    days: ClassVar[frozenset[str]] = frozenset()
    measured_in: ClassVar[str] = ""
    missing: ClassVar[str] = N_("Please fill in “%(label)s”.")
    sensitive_by_default: ClassVar[bool] = False

    key: str
    label: Texts
    hint: Texts
    why: Texts
    required: bool | Condition
    role: str | None
    when: Condition | None
    valid: tuple[Check, ...]
    sensitive: bool
    purpose: str | None
    visible_to: frozenset[str]
    keep: int | None

    @classmethod
    def settings_at_odds(cls, settings: Mapping[str, Any]) -> Iterator[str]:  # noqa: ARG003  # for types with settings
        """What is wrong with the type's settings taken together."""
        return iter(())

    @classmethod
    def of(cls, entry: Entry, roles: Sequence[str]) -> Self:
        """The field as the form document gives it; what is wrong is noted in the entry."""
        settings = {name: setting.read(entry, name) for name, setting in cls.settings.items()}
        for problem in cls.settings_at_odds(settings):
            entry.wrong(problem)
        return cls(
            key=entry.key(),
            label=entry.texts("label", optional=not cls.shows),
            hint=entry.texts("hint", optional=True),
            why=entry.texts("why", optional=True),
            required=entry.required(),
            role=entry.word("role", roles),
            when=entry.condition("when"),
            valid=tuple(Check.of(one) for one in entry.entries("valid", optional=True)),
            sensitive=entry.flag("sensitive", default=cls.sensitive_by_default),
            purpose=entry.word("purpose", PURPOSES),
            visible_to=frozenset(entry.words("visible_to", [*VIEWERS], [*VIEWERS])),
            keep=entry.days("keep"),
            **settings,
        )

    def has(self, which: "Which") -> bool:
        """Whether this question, or one in it, is among ``which``."""
        return which(self)

    def without(self, which: "Which", value: Any) -> Any:
        """What is left of an answer without those to ``which``; None where nothing is."""
        return None if which(self) else value

    @property
    def for_everybody(self) -> bool:
        """Whether everybody at the desk may read the answer."""
        return self.visible_to == EVERYBODY

    @property
    def sealed(self) -> bool:
        """Whether the answer is kept encrypted, because it or a part of it is sensitive."""
        return self.has(lambda question: question.sensitive)

    def disclosed(self, language: str) -> list[str]:
        """For what the answer is used, who reads it and how long, as the applicant is told."""
        told = []
        if self.purpose:
            purpose = say(language, PURPOSES[self.purpose])
            told.append(say(language, N_("We use your answer %(purpose)s."), purpose=purpose))
        if not self.for_everybody:
            people = [say(language, VIEWERS[one]) for one in VIEWERS if one in self.visible_to]
            told.append(
                say(language, N_("Only %(people)s see it."), people=show_list(people, language))
                if people
                else say(language, N_("Nobody at the office sees it."))
            )
        if self.keep is not None:
            told.append(
                say_many(
                    language,
                    self.keep,
                    "We delete it %(num)s day after the programme ends.",
                    "We delete it %(num)s days after the programme ends.",
                )
            )
        return told

    def answer(self, typed: Typed, asked: Asked, known: Answers) -> Any:  # noqa: ARG002  # for types that look at it
        """The value of what was typed, given the answers before it; see ``read``."""
        return self.read(typed, asked)

    def is_required(self, known: Answers, facts: Facts) -> bool:
        """Whether an answer is needed, given the answers before it."""
        if isinstance(self.required, bool):
            return self.asks and self.required
        return self.asks and self.required.holds(known, facts)

    def rules(self) -> Iterator[Condition | Formula]:
        """What looks at the answers before this one."""
        yield from (rule for rule in (self.when, self.required) if isinstance(rule, Condition))

    def read(self, typed: Typed, asked: Asked) -> Any:
        """The JSON-able value of what was typed; None where nothing was.

        Raises:
            Wrong: it cannot be understood or breaks a limit.
        """
        raise NotImplementedError

    def show(self, value: Any, asked: Asked) -> str:  # noqa: ARG002  # types that depend on the language
        """The answer as a reader sees it; empty where there is none."""
        return "" if value is None else str(value)

    def search(self, value: Any) -> Sequence[str]:  # noqa: ARG002  # most answers are not searched
        """Words of the answer by which the desk may look for the application."""
        return ()

    def to_filter_by(self, asked: Asked) -> Mapping[str, str]:  # noqa: ARG002  # types with few choices
        """The answers by which the desk may narrow a list, key → what they are called."""
        return {}

    def chosen(self, value: Any) -> Sequence[str]:  # noqa: ARG002  # as above
        """The keys of ``to_filter_by`` that an answer has."""
        return ()

    def measure(self, value: Any) -> float | None:  # noqa: ARG002  # as above
        """Where an answer lies among others, in ``measured_in``, days as ordinals; None nowhere."""
        return None

    def part_names(self, language: str) -> Mapping[str, str]:  # noqa: ARG002  # types whose value has parts
        """The parts of the value that a table shows side by side → what they are called.

        Empty where the whole answer stands in one column.
        """
        return {}

    def show_part(self, part: str, value: Any, asked: Asked) -> str:  # noqa: ARG002  # as above
        """One part of the value as a reader sees it."""
        return str(value)

    def question(self, language: str) -> str:
        """The label in ``language``."""
        return text(self.label, language)

    def say_missing(self, language: str) -> str:
        """What a reader is told who left a required question out."""
        return say(language, self.missing, label=self.question(language))


Which = Callable[[Field], bool]


def only(typed: Typed, part: str = "") -> str:
    """The one value of a part, without white space around it."""
    values = typed.get(part) or ("",)
    return values[0].strip()
