"""Change a message that waits: its words, or when it leaves."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.core.languages import N_, say
from registration.mail import enclosed, rewriting
from registration.mail.errors import ChangedMeanwhile, TooLate
from registration.mail.models import Delivery, Message
from registration.notices import editing
from registration.staff.permissions import Act as Right
from registration.web.desk.blueprint import blueprint
from registration.web.desk.inputs import MessageInput
from registration.web.desk.messages import message_for
from registration.web.shared import access
from registration.workflow.actors import staff_actor

TO_THE_MINUTE = "%Y-%m-%dT%H:%M"
LINK_MISSING = N_(
    "The personal link has to stay in the text just as it was, with its three dots: “%(link)s”. "
    "The recipient gets the real one."
)
PAST = N_("This moment is over already. Leave the field empty to let the mail go at once.")


@blueprint.get("/desk/messages/<int(max=2147483647):message_id>/edit")
@access.staff(Right.DECIDE)
def edit_message(message_id: int) -> ResponseReturnValue:
    """The words and the time as they are."""
    found = message_for(message_id, Right.DECIDE)
    form = MessageInput(
        formdata=None,
        subject=found.subject,
        text=editing.masked(found.text),
        not_before=_local(found),
        seen=rewriting.version(found),
    )
    is_open = rewriting.is_open(found)
    return _page(found, form, late=not is_open), 200 if is_open else 409


@blueprint.post("/desk/messages/<int(max=2147483647):message_id>/edit")
@access.staff(Right.DECIDE)
def change_words(message_id: int) -> ResponseReturnValue:
    """Change it, unless it has left or is another one than was looked at."""
    found, form = message_for(message_id, Right.DECIDE), MessageInput()
    if not form.validate():
        return _page(found, form), 422
    try:
        _change(found, form)
    except TooLate:
        return _page(found, form, late=True), 409
    except ChangedMeanwhile:
        form.seen.data = rewriting.version(found)
        return _page(found, form, changed=True), 409
    if form.errors:
        return _page(found, form), 422
    flash(say(g.language, "The message was changed."), "success")
    return redirect(url_for("desk.message", message_id=found.id), 303)


def _change(found: Message, form: MessageInput) -> None:
    now, (subject, text) = clock.now(), form.words
    due_at = _moment(found, form.not_before.data, now)
    if due_at < now and due_at != found.due_at:
        form.not_before.errors = [PAST]
        return
    by = staff_actor(access.person_or_404()).label
    without = [one.id for one in enclosed.files_of(found.id) if str(one.id) in _taken_off()]
    try:
        editing.edit(
            found,
            subject=subject,
            text=text,
            due_at=due_at,
            without=without,
            seen=form.seen.data or "",
            by=by,
            now=now,
        )
    except editing.LinkMissing as missing:
        words = say(g.language, LINK_MISSING, link=missing.link)
        form.text.errors = [words]


def _taken_off() -> set[str]:
    return set(request.form.getlist("without"))


def _local(found: Message) -> datetime | None:
    """Before when it does not leave, on this person's clocks; None where that is over."""
    if found.due_at <= clock.now():
        return None
    return found.due_at.astimezone(ZoneInfo(access.person_or_404().time_zone))


def _moment(found: Message, typed: datetime | None, now: datetime) -> datetime:
    """The moment that was typed; the one that was there before where nothing was changed."""
    shown = _local(found)
    if typed is None:
        return found.due_at if shown is None else now
    if shown is not None and typed.strftime(TO_THE_MINUTE) == shown.strftime(TO_THE_MINUTE):
        return found.due_at
    return typed.replace(tzinfo=ZoneInfo(access.person_or_404().time_zone))


def _page(found: Message, form: MessageInput, *, late: bool = False, changed: bool = False) -> str:
    errors = {name: [say(g.language, one) for one in wrong] for name, wrong in form.errors.items()}
    return render_template(
        "desk/message_edit.html",
        message=found,
        form=form,
        errors=errors,
        late=late,
        changed=changed,
        leaves_now=found.state == Delivery.QUEUED and found.due_at <= clock.now(),
        files=[(one, "") for one in enclosed.files_of(found.id)],
        without=_taken_off(),
        present=editing.masked(found.text),
    )
