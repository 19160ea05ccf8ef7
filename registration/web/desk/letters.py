"""Write to one applicant: the words, the mail as it would go, and then on its way."""

from collections.abc import Sequence

from flask import flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from registration.applications.models import Application
from registration.core import clock
from registration.core.languages import say
from registration.mail.enclosed import Enclosed
from registration.mail.models import Message
from registration.notices import letters as rules
from registration.notices.own_words import Words
from registration.notices.placeholders import offered
from registration.staff import members
from registration.staff.permissions import Act as Right
from registration.web.desk import enclosing, scope
from registration.web.desk.application import MOST_DIGITS, who
from registration.web.desk.blueprint import blueprint
from registration.web.desk.enclosing import Choice
from registration.web.desk.mail_words import errors_in, typed
from registration.web.desk.way import came_from, to_application
from registration.web.shared import access
from registration.workflow.actors import staff_actor


@blueprint.get("/desk/applications/<reference>/letter")
@access.staff(Right.DECIDE)
def letter(reference: str) -> ResponseReturnValue:
    """An empty mail to the applicant."""
    return _page(scope.application(reference, Right.DECIDE), Words(), {}, [])


@blueprint.post("/desk/applications/<reference>/letter")
@access.staff(Right.DECIDE)
def write_letter(reference: str) -> ResponseReturnValue:
    """Show the mail as it would go; send it once these very words were looked at."""
    found = scope.application(reference, Right.DECIDE)
    words = typed()[found.language]
    if rules.why_not(found):
        return _page(found, words, {}, []), 409
    choice = enclosing.chosen(_purpose(found))
    errors = _errors(found.language, words, choice)
    if errors:
        return _page(found, words, errors, choice.files), 422
    looked_at = request.form.get("looked_at") == rules.digest(words, choice.files)
    if request.form.get("go") != "send" or not looked_at:
        return _page(found, words, {}, choice.files, looks=True)
    by = staff_actor(access.person_or_404()).label
    rules.send(found, words, files=choice.files, seen=_seen(found), by=by, now=clock.now())
    flash(say(g.language, "The mail is on its way."), "success")
    return redirect(to_application(found, anchor="messages"), 303)


def author(message: Message) -> str | None:
    """The name of whoever wrote a message; None where it is no letter."""
    actor = rules.author_of(message)
    if actor is None:
        return None
    number = actor.removeprefix("staff:")
    return who(actor, members.names_of([int(number)] if number.isdecimal() else []))


def _errors(language: str, words: Words, choice: Choice) -> dict[str, list[str]]:
    errors = errors_in(rules.NOTICE, {language: words})
    if choice.errors:
        errors["files"] = choice.errors
    if not words.subject:
        errors[f"subject-{language}"] = [say(g.language, "Please write a subject.")]
    if not words.body:
        errors[f"body-{language}"] = [say(g.language, "Please write what the mail should say.")]
    return errors


def _seen(found: Application) -> int:
    """The newest message that was there when somebody began to write."""
    seen = request.form.get("seen", "")
    is_id = seen.isascii() and seen.isdecimal() and len(seen) < MOST_DIGITS
    return int(seen) if is_id else rules.newest(found)


def _purpose(found: Application) -> str:
    return f"letter:{found.id}"


def _page(
    found: Application,
    words: Words,
    errors: dict[str, list[str]],
    files: Sequence[Enclosed],
    *,
    looks: bool = False,
) -> str:
    return render_template(
        "desk/letter.html",
        application=found,
        why_not=rules.why_not(found),
        words={found.language: words},
        errors=errors,
        seen=_seen(found),
        mail=rules.preview(found, words) if looks else None,
        looked_at=rules.digest(words, files) if looks else "",
        files=enclosing.shown(files, _purpose(found)),
        limits=enclosing.limits(),
        changed=looks and request.form.get("go") == "send",
        placeholders=offered(rules.NOTICE),
        came_from=came_from(),
    )
