"""Write to one person of an application: the words, the mail as it would go, then on its way."""

from collections.abc import Sequence

from flask import abort, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from registration.applications.models import Application
from registration.core import clock
from registration.core.languages import say
from registration.core.numbers import whole_number
from registration.mail.enclosed import Enclosed
from registration.mail.models import Message
from registration.notices import letters as rules
from registration.notices import own_words
from registration.notices.letters import Addressee
from registration.notices.own_words import Words
from registration.notices.placeholders import offered
from registration.parties.words import WHO
from registration.staff import members
from registration.staff.permissions import Act as Right
from registration.web.desk import enclosing, scope
from registration.web.desk.application import who
from registration.web.desk.blueprint import blueprint
from registration.web.desk.enclosing import Choice
from registration.web.desk.mail_words import errors_in, typed
from registration.web.desk.way import came_from, to_application
from registration.web.shared import access
from registration.workflow.actors import staff_actor


@blueprint.get("/desk/applications/<reference>/letter")
@access.staff(Right.DECIDE)
def letter(reference: str) -> ResponseReturnValue:
    """An empty mail to the applicant, or to whoever else of the application was chosen."""
    return _page(_addressee(scope.application(reference, Right.DECIDE)), Words(), {}, [])


@blueprint.post("/desk/applications/<reference>/letter")
@access.staff(Right.DECIDE)
def write_letter(reference: str) -> ResponseReturnValue:
    """Show the mail as it would go; send it once these very words were looked at."""
    found = scope.application(reference, Right.DECIDE)
    to, go = _addressee(found), request.form.get("go")
    words = typed()[to.language]
    if rules.why_not(to):
        return _page(to, words, {}, []), 409
    choice = enclosing.chosen(_purpose(to))
    errors, files = _errors(to, words, choice), choice.files
    if errors:
        return _page(to, words, errors, files), 422
    if go == "test":
        _send_test(to, words, files)
    looked_at = request.form.get("looked_at") == rules.digest(words, files)
    if go != "send" or not looked_at:
        return _page(to, words, {}, files, looks=True)
    by = staff_actor(access.person_or_404()).label
    rules.send(to, words, files=files, seen=_seen(found), by=by, now=clock.now())
    flash(say(g.language, "The mail is on its way."), "success")
    return redirect(to_application(found, anchor="messages"), 303)


def author(message: Message) -> str | None:
    """The name of whoever wrote a message; None where it is no letter."""
    actor = rules.author_of(message)
    if actor is None:
        return None
    number = actor.removeprefix("staff:")
    return who(actor, members.names_of([int(number)] if number.isdecimal() else []))


def _addressee(found: Application) -> Addressee:
    """Who was chosen by the address of the page; at first the applicant."""
    everybody = rules.addressees(found)
    wanted = request.args.get("to", everybody[0].key)
    return next((one for one in everybody if one.key == wanted), None) or abort(404)


def _send_test(to: Addressee, words: Words, files: Sequence[Enclosed]) -> None:
    person, programme = access.person_or_404(), to.application.programme
    own_words.send_test(
        rules.preview(to, words),
        programme,
        to=person,
        language=to.language,
        files=files,
        now=clock.now(),
    )
    flash(say(g.language, "A test is on its way to %(email)s.", email=person.email), "success")


def _errors(to: Addressee, words: Words, choice: Choice) -> dict[str, list[str]]:
    language = to.language
    errors = errors_in(to.notice, {language: words})
    if choice.errors:
        errors["files"] = choice.errors
    if not words.subject:
        errors[f"subject-{language}"] = [say(g.language, "Please write a subject.")]
    if not words.body:
        errors[f"body-{language}"] = [say(g.language, "Please write what the mail should say.")]
    return errors


def _seen(found: Application) -> int:
    """The newest message that was there when somebody began to write."""
    seen = whole_number(request.form.get("seen", ""))
    return rules.newest(found) if seen is None else seen


def _purpose(to: Addressee) -> str:
    return f"letter:{to.application.id}:{to.key}"


def _page(
    to: Addressee,
    words: Words,
    errors: dict[str, list[str]],
    files: Sequence[Enclosed],
    *,
    looks: bool = False,
) -> str:
    return render_template(
        "desk/letter.html",
        application=to.application,
        to=to,
        everybody=rules.addressees(to.application),
        who=WHO,
        why_not=rules.why_not(to),
        words={to.language: words},
        errors=errors,
        seen=_seen(to.application),
        mail=rules.preview(to, words) if looks else None,
        looked_at=rules.digest(words, files) if looks else "",
        files=enclosing.shown(files, _purpose(to)),
        limits=enclosing.limits(),
        changed=looks and request.form.get("go") == "send",
        placeholders=offered(to.notice),
        came_from=came_from(),
    )
