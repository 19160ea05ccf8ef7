"""What changed in the answers: since a coordinator last acted, or since a chosen version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import g, request

from registration.applications import versions
from registration.applications.models import Application
from registration.applications.versions import Was
from registration.audit.models import AuditEntry
from registration.core import clock
from registration.web.desk import scope
from registration.workflow.acts import Act


@dataclass(frozen=True)
class Changes:
    """What an application's page says of changes.

    Attributes:
        answers: what the answers that changed had been, by question.
        choices: (version, when it was replaced), the latest first.
        since: the version that was chosen; None for the time when a coordinator last acted.
    """

    answers: Mapping[str, Was] = field(default_factory=dict)
    choices: Sequence[tuple[int, datetime]] = ()
    since: int | None = None


def changes_in(found: Application, entries: Sequence[AuditEntry], *, opened: bool) -> Changes:
    """What changed, as the signed-in person may read it; ``entries`` are the newest first."""
    choices = versions.numbers(found)
    chosen = _chosen(choices)
    since = _last_acted(choices, entries) if chosen is None else chosen
    if since is None:
        return Changes({}, choices, chosen)
    today, reader = clock.now().date().isoformat(), scope.reader(found.programme, opened=opened)
    was = versions.changed(found, g.language, since=since, today=today, reader=reader)
    return Changes(was, choices, chosen)


def _chosen(choices: Sequence[tuple[int, datetime]]) -> int | None:
    given = request.args.get("since", "")
    known = {str(number): number for number, _ in choices}
    return known.get(given)


def _last_acted(
    choices: Sequence[tuple[int, datetime]], entries: Sequence[AuditEntry]
) -> int | None:
    """The first version that was replaced after a coordinator last acted."""
    acts = (one.at for one in entries if one.actor.startswith("staff:") and one.act in set(Act))
    acted = next(acts, None)
    later = [number for number, at in choices if acted is None or at > acted]
    return min(later, default=None)
