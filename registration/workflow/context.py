"""What guards and effects know of the transition that runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from registration.applications.models import Application
from registration.applications.states import State
from registration.workflow.actors import Actor
from registration.workflow.acts import Act


@dataclass(frozen=True)
class Running:
    """One transition under way.

    Attributes:
        application: in its new state when effects run, still in the old one for guards.
        came_from: the state before.
        note: words of the coordinator for the applicant.
        question: what a returned application is asked.
        remarks: what is asked in single sections of it, by their keys; only these are then open.
        until: the last day on which to answer, where the act asks the applicant for something.
        together: whoever acts sees to it that its group stays whole.
    """

    application: Application
    act: Act
    came_from: State
    by: Actor
    now: datetime
    note: str | None = None
    question: str | None = None
    remarks: Mapping[str, str] = field(default_factory=dict)
    together: bool = False
    until: date | None = None


@dataclass(frozen=True)
class FollowUp:
    """An act that another one sets off; the engine works it off in the same transaction."""

    application: Application
    act: Act


Guard = Callable[[Running], None]
Effect = Callable[[Running], Sequence[FollowUp]]
