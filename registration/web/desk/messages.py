"""Messages: what was sent, what waits, what failed; hold, release, cancel, send again."""

from collections.abc import Callable

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import load_only

from registration.audit import trail
from registration.core import clock
from registration.core.db import db
from registration.core.languages import N_, say
from registration.core.numbers import whole_number
from registration.mail import enclosed, outbox, rewriting
from registration.mail.errors import NewsRefused, TooLate
from registration.mail.models import Delivery, Message
from registration.mail.outbox import WAITING
from registration.notices.editing import masked
from registration.staff.permissions import Act as Right
from registration.web.desk import letters, scope
from registration.web.desk.blueprint import blueprint
from registration.web.shared import access
from registration.workflow.actors import staff_actor

PAGE = 50
BOUNCED = "bounced"
SHOWN = (
    Message.id, Message.about, Message.notice, Message.recipient, Message.subject, Message.state,
    Message.created_at, Message.sent_at, Message.last_error, Message.attempts,
    Message.returned_at, Message.return_reason,
)  # fmt: skip
STEPS: dict[str, tuple[Callable[[Message], Message], str]] = {
    "hold": (outbox.hold, N_("The message is held back.")),
    "release": (outbox.release, N_("The message goes out.")),
    "cancel": (outbox.cancel, N_("The message was cancelled.")),
    "resend": (
        lambda message: outbox.resend(message, now=clock.now()),
        N_("The message is sent once more."),
    ),
}
MOVED_ON = N_("That is too late: the message has moved on.")
NO_NEWS = N_("This is news, and its recipient wants none. Nothing was sent.")
OPEN_STEPS = {
    Delivery.QUEUED: ("hold", "cancel"),
    Delivery.HELD: ("release", "cancel"),
    Delivery.SENT: ("resend",),
    Delivery.FAILED: ("resend",),
    Delivery.CANCELLED: (),
}


@blueprint.get("/desk/messages")
@access.staff(Right.SEE)
def messages() -> ResponseReturnValue:
    """The newest messages of one's programmes; those that failed can be shown alone."""
    state = request.args.get("state", "")
    query = select(Message).where(Message.scope.in_(_scopes(Right.SEE)))
    turn = _turn(query, state, whole_number(request.args.get("before", "")))
    found = db.session.scalars(turn.options(load_only(*SHOWN)).limit(PAGE + 1)).all()
    return render_template(
        "desk/messages.html",
        messages=found[:PAGE],
        before=found[PAGE - 1].id if len(found) > PAGE else None,
        state=state,
        states=[*Delivery, BOUNCED],
        oldest=outbox.oldest_waiting(clock.now()),
    )


@blueprint.get("/desk/messages/<int(max=2147483647):message_id>")
@access.staff(Right.SEE)
def message(message_id: int) -> ResponseReturnValue:
    """One message as it goes out; the applicant's own link in it is not shown."""
    found = message_for(message_id, Right.SEE)
    may_change = found.scope in _scopes(Right.DECIDE)
    return render_template(
        "desk/message.html",
        message=found,
        text=masked(found.text),
        html=masked(found.html or ""),
        author=letters.author(found),
        files=enclosed.files_of(found.id),
        steps=OPEN_STEPS[Delivery(found.state)] if may_change else (),
        changeable=may_change and rewriting.is_open(found),
        waits_for=found.due_at if found.state in WAITING and found.due_at > clock.now() else None,
    )


@blueprint.post(
    "/desk/messages/<int(max=2147483647):message_id>/<any(hold,release,cancel,resend):step>"
)
@access.staff(Right.DECIDE)
def change_message(message_id: int, step: str) -> ResponseReturnValue:
    """Hold, release, cancel or send again."""
    found = message_for(message_id, Right.DECIDE)
    act, done = STEPS[step]
    try:
        changed = act(found)
    except (TooLate, NewsRefused) as error:
        why = NO_NEWS if isinstance(error, NewsRefused) else MOVED_ON
        flash(say(g.language, why), "error")
        return redirect(url_for("desk.message", message_id=found.id), 303)
    by = staff_actor(access.person_or_404()).label
    trail.record(f"mail_{step}", about=found.about, by=by, now=clock.now(), notice=found.notice)
    flash(say(g.language, done), "success")
    return redirect(url_for("desk.message", message_id=changed.id), 303)


def _turn(query: Select[Message], state: str, before: int | None) -> Select[Message]:
    if state == BOUNCED:
        return _of_all(query.where(Message.returned_at.is_not(None)), before)
    return _of_state(query, state, before) if state in set(Delivery) else _of_all(query, before)


def _of_all(query: Select[Message], before: int | None) -> Select[Message]:
    if before is not None:
        query = query.where(Message.id < before)
    return query.order_by(Message.id.desc())


def _of_state(query: Select[Message], state: str, before: int | None) -> Select[Message]:
    """In the order of the index on state and time: sorting all that were ever sent takes long."""
    query = query.where(Message.state == state)
    if before is not None:
        moment = select(Message.created_at).where(Message.id == before).scalar_subquery()
        query = query.where(tuple_(Message.created_at, Message.id) < tuple_(moment, before))
    return query.order_by(Message.created_at.desc(), Message.id.desc())


def message_for(message_id: int, right: Right) -> Message:
    """A message of one of the programmes in which this person may do that; 404 for others."""
    query = select(Message).where(Message.id == message_id, Message.scope.in_(_scopes(right)))
    return db.session.scalar(query) or abort(404)


def _scopes(right: Right) -> list[str]:
    return [f"programme:{one.id}" for one in scope.programmes(right)]
