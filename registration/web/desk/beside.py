"""What stands beside the answers on an application's page: comments, tags, tasks, doubles."""

from collections.abc import Sequence
from typing import Any

from flask import g

from registration.applications.models import Application
from registration.casework import comments, duplicates, tags, tasks
from registration.core import clock
from registration.core.languages import say
from registration.staff.models import StaffMember
from registration.staff.permissions import Act as Right
from registration.staff.permissions import who_may
from registration.web.desk import scope
from registration.web.desk.inputs import CommentInput, TagInput, TaskInput
from registration.web.desk.words import LIKENESS
from registration.web.shared import access


def beside(found: Application, *, may_decide: bool) -> dict[str, Any]:
    """What the application's page shows of all this to the signed-in person."""
    me, now = access.person_or_404(), clock.now()
    given = [(one, tasks.is_overdue(one, now=now)) for one in tasks.of(found)] if may_decide else []
    among = scope.readable(Right.DECIDE)
    said = comments.readable(found, by=me)
    return {
        "comments": [(one, comments.may_change(one, by=me, now=now)) for one in said],
        "colleagues": colleagues(found),
        "tasks": given,
        "tags": tags.of(found) if may_decide else [],
        "known_tags": tags.offered(found.programme_id) if may_decide else [],
        "duplicates": duplicates.found(found, among=among) if may_decide else [],
        "other_people": duplicates.told_apart(found, among=among) if may_decide else [],
        "likeness": lambda kind: say(g.language, LIKENESS[kind]),
        "comment_form": CommentInput(formdata=None),
        "tag_form": TagInput(formdata=None),
        "task_form": TaskInput(formdata=None, assignee=str(me.id)),
    }


def colleagues(found: Application) -> Sequence[StaffMember]:
    """Whom a comment may mention and a task may be given to."""
    return who_may(Right.DECIDE, found.programme)
