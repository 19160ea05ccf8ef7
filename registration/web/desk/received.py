"""Mail that people wrote to the office: what waits, one mail, to which application it belongs."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.core.errors import Forbidden, NotFound
from registration.core.languages import say
from registration.core.numbers import whole_number
from registration.files.inspection import tidy_name
from registration.inbox import desk as inbox
from registration.inbox.models import ReceivedMail
from registration.notices.editing import masked
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.way import to_application
from registration.web.shared import access
from registration.web.shared.downloads import show_bytes

SHOWN = 200
PAGE = 50
ONE = "/desk/received/<int(max=2147483647):number>"


@blueprint.get("/desk/received")
@access.staff(Right.DECIDE)
def received() -> ResponseReturnValue:
    """What has to be looked at in one's programmes, the oldest first."""
    sees_all = scope.reads_everything()
    return render_template(
        "desk/received.html",
        mails=inbox.waiting(scope.readable(Right.DECIDE), limit=SHOWN),
        sees_all=sees_all,
        others=inbox.count_without_application() if sees_all else 0,
    )


@blueprint.get("/desk/received/without-application")
@access.whole_office(Right.DECIDE)
def received_without() -> ResponseReturnValue:
    """Mail that belongs to no application, or what was put aside of it."""
    aside, place = request.args.get("aside") == "yes", whole_number(request.args.get("before", ""))
    mails = inbox.without_application(aside=aside, before=place, limit=PAGE + 1)
    return render_template(
        "desk/received_without.html",
        mails=mails[:PAGE],
        before=mails[PAGE - 1].id if len(mails) > PAGE else None,
        aside=aside,
    )


@blueprint.get(ONE)
@access.staff(Right.DECIDE)
def received_mail(number: int) -> ResponseReturnValue:
    """One mail: its words as plain text, and what is enclosed."""
    return _page(_mail(number))


@blueprint.get(f"{ONE}/files/<int(max=1000):place>")
@access.staff(Right.DECIDE)
def received_file(number: int, place: int) -> ResponseReturnValue:
    """A file in a mail, to look at or to save."""
    found = inbox.file_in(_mail(number), place)
    kind = found.kind or ""
    return show_bytes(found.content, name=tidy_name(found.name, kind), kind=kind)


@blueprint.post(f"{ONE}/<any(done,open):state>")
@access.staff(Right.DECIDE)
def change_received(number: int, state: str) -> ResponseReturnValue:
    """Note that nothing is left to do about a mail, or that there is."""
    found, me = _mail(number), access.person_or_404()
    act = inbox.finish if state == "done" else inbox.reopen
    act(found, by=me.id, now=clock.now())
    if found.application is not None:
        return redirect(to_application(found.application, anchor="messages"), 303)
    return redirect(url_for("desk.received_without"), 303)


@blueprint.post(f"{ONE}/application")
@access.staff(Right.DECIDE)
def give_received(number: int) -> ResponseReturnValue:
    """Let a mail belong to the application with the reference that was typed."""
    found, typed = _mail(number), request.form.get("reference", "").strip()
    try:
        wanted = scope.application(typed, Right.DECIDE)
    except (NotFound, Forbidden):
        return _page(found, typed=typed, wrong=True), 422
    inbox.give(found, wanted, by=access.person_or_404().id, now=clock.now())
    flash(say(g.language, "The mail belongs to this application now."), "success")
    return redirect(to_application(wanted, anchor="messages"), 303)


def _mail(number: int) -> ReceivedMail:
    visible, sees_all = scope.readable(Right.DECIDE), scope.reads_everything()
    return inbox.find(number, visible, unmatched=sees_all, locks=request.method == "POST")


def _page(found: ReceivedMail, *, typed: str = "", wrong: bool = False) -> str:
    words = inbox.words(found)
    return render_template(
        "desk/received_mail.html",
        mail=found,
        words=words,
        text=masked(words.text),
        stranger=found.application and inbox.strangers(found.application, [found]),
        typed=typed,
        wrong=wrong,
    )
