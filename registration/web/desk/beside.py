"""What stands beside the answers on an application's page: comments, tags, tasks."""

from collections.abc import Sequence
from typing import Any

from registration.applications.models import Application
from registration.casework import comments, tags, tasks
from registration.core import clock
from registration.staff.models import StaffMember
from registration.staff.permissions import Act as Right
from registration.staff.permissions import who_may
from registration.web.desk.inputs import CommentInput, TagInput, TaskInput
from registration.web.shared import access


def beside(found: Application, *, may_decide: bool) -> dict[str, Any]:
    """What the application's page shows of all this to the signed-in person."""
    me, now = access.person_or_404(), clock.now()
    given = [(one, tasks.is_overdue(one, now=now)) for one in tasks.of(found)] if may_decide else []
    said = comments.readable(found, by=me)
    return {
        "comments": [(one, comments.may_change(one, by=me, now=now)) for one in said],
        "colleagues": colleagues(found),
        "tasks": given,
        "tags": tags.of(found) if may_decide else [],
        "known_tags": tags.offered(found.programme_id) if may_decide else [],
        "comment_form": CommentInput(formdata=None),
        "tag_form": TagInput(formdata=None),
        "task_form": TaskInput(formdata=None, assignee=str(me.id)),
    }


def colleagues(found: Application) -> Sequence[StaffMember]:
    """Whom a comment may mention and a task may be given to."""
    return who_may(Right.DECIDE, found.programme)
