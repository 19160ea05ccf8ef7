"""Which acts the desk offers: those of the table whose guards hold as well."""

from datetime import datetime

from registration.applications.models import Application
from registration.core.errors import RuleBroken
from registration.web.shared import access
from registration.workflow import outlook
from registration.workflow.actors import staff_actor
from registration.workflow.acts import Act
from registration.workflow.table import acts_open


def possible_acts(application: Application, *, now: datetime) -> list[Act]:
    """What the signed-in person could do to an application at ``now``, in the table's order.

    Whether a place is left is not asked: the page says how many are, and the act says so itself.
    """
    return [
        act
        for act in acts_open(application.state, "staff")
        if refusal(application, act, now=now) is None
    ]


def refusal(application: Application, act: Act, *, now: datetime) -> RuleBroken | None:
    """Which rule stands in the way of the signed-in person; None where none does."""
    by = staff_actor(access.person_or_404())
    return outlook.refusal(application, act, by=by, now=now)
