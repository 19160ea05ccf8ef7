"""What would become of an act, without doing it."""

from datetime import datetime

from registration.applications.models import Application
from registration.applications.states import State
from registration.core.errors import RuleBroken
from registration.workflow.actors import Actor
from registration.workflow.acts import Act
from registration.workflow.context import Running
from registration.workflow.errors import IllegalTransition
from registration.workflow.table import find


def refusal(
    application: Application, act: Act, *, by: Actor, now: datetime, together: bool = False
) -> RuleBroken | None:
    """Which rule stands in the way of an act; None where none does.

    Whether a place is left is not asked: that is only certain under the lock. Nor is it asked,
    where others are decided ``together`` with it, whether its group stays whole: whoever decides
    about them knows.
    """
    state = State(application.state)
    row = find(act, state)
    if row is None or by.kind not in row.who:
        return IllegalTransition(act=act, state=state)
    running = Running(application, act, state, by, now, together=together)
    try:
        for guard in row.guards:
            guard(running)
    except RuleBroken as broken:
        return broken
    return None
