"""Mails to many: begun from the queue, written, looked at, sent now or later, cancelled."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from registration.applications import queue as applications
from registration.applications.models import Application
from registration.core import clock
from registration.core.db import db
from registration.core.languages import DEFAULT, LANGUAGES, N_, say
from registration.core.numbers import whole_number
from registration.mail.enclosed import Enclosed
from registration.mail.errors import ChangedMeanwhile, TooLate
from registration.notices import attaching, own_words
from registration.notices import mailings as rules
from registration.notices.mailing_models import Mailing, MailingRecipient, Missing, WhyNot
from registration.notices.own_words import Words
from registration.notices.placeholders import offered
from registration.notices.render import Rendered
from registration.staff.permissions import Act as Right
from registration.web.desk import address, enclosing, scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.enclosing import Choice
from registration.web.desk.inputs import MailingInput
from registration.web.desk.mail_words import errors_in, typed
from registration.web.shared import access
from registration.workflow.actors import staff_actor

SHOWN = 100
WHY_NOT = {
    WhyNot.WITHDRAWN: N_("The application was withdrawn"),
    WhyNot.NO_ADDRESS: N_("No address"),
    WhyNot.UNPROVED: N_("The address is not confirmed"),
    WhyNot.LANGUAGE: N_("No words in this language"),
    WhyNot.REFUSED: N_("Wants no news"),
}
TOO_LATE = N_("That is too late: the mail has moved on, perhaps in another window of yours.")
Recipients = Sequence[tuple[Application, WhyNot | None, str | None]]


@blueprint.get("/desk/mailings")
@access.staff(Right.DECIDE)
def mailings() -> ResponseReturnValue:
    """The newest mails to many of this person."""
    return render_template("desk/mailings.html", mailings=scope.mailings())


@blueprint.post("/desk/mailings")
@access.staff(Right.DECIDE)
def begin_mailing() -> ResponseReturnValue:
    """Note to whom the filter leads now; nothing is sent."""
    mine = [one.id for one in scope.programmes(Right.DECIDE)]
    found = applications.sent(address.read(request.form).filters).where(
        Application.programme_id.in_(mine)
    )
    if not db.session.scalar(select(found.exists())):
        flash(say(g.language, "Nothing fits this filter."), "error")
        return redirect(url_for("desk.queue"), 303)
    made = rules.begin(found, by=access.person_or_404(), now=clock.now())
    return redirect(url_for("desk.mailing_words", mailing_id=made.id), 303)


@blueprint.get("/desk/mailings/<int(max=2147483647):mailing_id>/words")
@access.staff(Right.DECIDE)
def mailing_words(mailing_id: int) -> ResponseReturnValue:
    """The words as they are kept."""
    found = scope.mailing(mailing_id)
    files = attaching.files_of(found)
    return _words_page(found, rules.words_of(found), found.missing, files, {}, news=found.news)


@blueprint.post("/desk/mailings/<int(max=2147483647):mailing_id>/words")
@access.staff(Right.DECIDE)
def write_mailing(mailing_id: int) -> ResponseReturnValue:
    """Keep the words, and look at who gets them."""
    found, words = scope.mailing(mailing_id), typed()
    english = request.form.get("missing") == Missing.ENGLISH
    missing = Missing.ENGLISH if english else Missing.LEAVE_OUT
    choice, news = enclosing.chosen(_purpose(found)), "news" in request.form
    errors = _errors(words, missing, choice)
    if errors:
        return _words_page(found, words, missing, choice.files, errors, news=news), 422
    try:
        _write(found, words, missing, choice.files, news=news)
    except (TooLate, ChangedMeanwhile) as error:
        why = "late" if isinstance(error, TooLate) else "changed"
        return _words_page(found, words, missing, choice.files, {}, news=news, why=why), 409
    return redirect(url_for("desk.mailing", mailing_id=mailing_id), 303)


@blueprint.get("/desk/mailings/<int(max=2147483647):mailing_id>")
@access.staff(Right.DECIDE)
def mailing(mailing_id: int) -> ResponseReturnValue:
    """What goes to whom, and how far it is."""
    found = scope.mailing(mailing_id)
    zone = ZoneInfo(access.person_or_404().time_zone)
    waits = found.send_at is not None and found.send_at > clock.now()
    planned = found.send_at.astimezone(zone) if found.send_at and waits else None
    return _page(found, MailingInput(formdata=None, send_at=planned))


@blueprint.post("/desk/mailings/<int(max=2147483647):mailing_id>")
@access.staff(Right.DECIDE)
def send_mailing(mailing_id: int) -> ResponseReturnValue:
    """Send it now or at a time, send it to oneself, or cancel it."""
    found, go, form = scope.mailing(mailing_id), request.form.get("go", ""), MailingInput()
    if not form.validate():
        return _page(found, form), 422
    person, now = access.person_or_404(), clock.now()
    by = staff_actor(person).label
    try:
        if go == "test":
            _send_test(found, now)
        elif go == "cancel":
            rules.cancel(found, by=by, now=now)
            flash(say(g.language, "The mail was cancelled. What had left already has left."))
        elif go == "send":
            rules.release(found, send_at=_moment(form.send_at.data), by=by, now=now)
            flash(say(g.language, "The mail is on its way."), "success")
        elif go == "reschedule":
            when = _moment(form.send_at.data)
            rules.reschedule(found, send_at=when, seen=_seen(), by=by, now=now)
            flash(say(g.language, "The mail leaves at the new time."), "success")
    except (TooLate, ChangedMeanwhile):
        flash(say(g.language, TOO_LATE), "error")
    return redirect(url_for("desk.mailing", mailing_id=mailing_id), 303)


def _write(
    found: Mailing, words: dict[str, Words], missing: Missing, files: list[Enclosed], *, news: bool
) -> None:
    by, now = staff_actor(access.person_or_404()).label, clock.now()
    rules.write(found, words, missing=missing, news=news, files=files, seen=_seen(), by=by, now=now)


def _seen() -> str:
    return request.form.get("seen", "")


def _moment(local: datetime | None) -> datetime | None:
    zone = ZoneInfo(access.person_or_404().time_zone)
    return local.replace(tzinfo=zone) if local else None


def _errors(words: dict[str, Words], missing: Missing, choice: Choice) -> dict[str, list[str]]:
    """What is wrong with the words and files of a mailing, by the id of the field."""
    errors = errors_in(rules.NOTICE, words)
    if choice.errors:
        errors["files"] = choice.errors
    for language, one in words.items():
        for part, text in (("subject", one.subject), ("body", one.body)):
            if not text and one != Words():
                errors.setdefault(f"{part}-{language}", []).append(
                    say(g.language, "Please write a subject and a text, or neither.")
                )
    if all(one == Words() for one in words.values()):
        errors["subject-de"] = [say(g.language, "Please write the mail in at least one language.")]
    if missing == Missing.ENGLISH and words[DEFAULT] == Words():
        errors.setdefault("subject-en", []).append(
            say(g.language, "You chose that others get the English words; please write them.")
        )
    return errors


def _purpose(found: Mailing) -> str:
    return f"mailing:{found.id}"


def _words_page(  # each is shown on the page
    found: Mailing,
    words: dict[str, Words],
    missing: str,
    files: list[Enclosed],
    errors: dict[str, list[str]],
    *,
    news: bool,
    why: str = "",
) -> str:
    return render_template(
        "desk/mailing_words.html",
        mailing=found,
        seen=_seen() if errors else rules.version(found),
        news=news,
        late=why == "late",
        changed=why == "changed",
        present=rules.words_of(found) if why == "changed" else {},
        files=enclosing.shown(files, _purpose(found)),
        limits=enclosing.limits(),
        words=words,
        missing=missing,
        errors=errors,
        placeholders=offered(rules.NOTICE),
    )


def _page(found: Mailing, form: MailingInput) -> str:
    get, not_get = rules.expected(found)
    after = request.args.get("after", "")
    recipients, more = _recipients(found, after=whole_number(after) or 0)
    return render_template(
        "desk/mailing.html",
        mailing=found,
        is_open=rules.is_open(found),
        seen=rules.version(found),
        get=get,
        not_get=not_get,
        why_not=WHY_NOT,
        recipients=recipients,
        more=more,
        previews=_previews(found, recipients),
        progress=rules.progress(found),
        files=attaching.files_of(found),
        form=form,
        errors=[say(g.language, error) for error in form.send_at.errors[:1]],
    )


def _recipients(found: Mailing, *, after: int) -> tuple[Recipients, int | None]:
    """A page of the recipients, each with why not or the language; where the next page begins."""
    query = (
        select(MailingRecipient)
        .join(MailingRecipient.application)
        .join(Application.programme)
        .where(MailingRecipient.mailing_id == found.id, MailingRecipient.application_id > after)
        .options(contains_eager(MailingRecipient.application).contains_eager(Application.programme))
        .order_by(MailingRecipient.application_id)
        .limit(SHOWN + 1)
    )
    rows = list(db.session.scalars(query))
    refused = rules.refused_by(found, [one.application for one in rows])
    listed = [_as_listed(found, row, refused) for row in rows[:SHOWN]]
    return listed, rows[SHOWN - 1].application_id if len(rows) > SHOWN else None


def _as_listed(
    found: Mailing, row: MailingRecipient, refused: set[str]
) -> tuple[Application, WhyNot | None, str | None]:
    one = row.application
    why = WhyNot(row.why_not) if row.why_not else None
    if row.queued_at is None and why is None:
        why = rules.why_not_to(found, one, refused)
    return one, why, rules.language_for(found, one.language)


def _previews(found: Mailing, recipients: Recipients) -> list[tuple[str, Rendered]]:
    """The mail in each of its languages, to the first on the page who gets it, else the first."""
    if not recipients:
        return []
    shown = []
    for language in (one for one in LANGUAGES if one in found.texts):
        gets = [one for one, why, its in recipients if why is None and its == language]
        shown.append((language, rules.preview(found, (gets or [recipients[0][0]])[0], language)))
    return shown


def _send_test(found: Mailing, now: datetime) -> None:
    recipients, _ = _recipients(found, after=0)
    person, files = access.person_or_404(), attaching.files_of(found)
    for language, rendered in _previews(found, recipients):
        programme = recipients[0][0].programme
        own_words.send_test(rendered, programme, to=person, language=language, files=files, now=now)
    flash(say(g.language, "A test is on its way to %(email)s.", email=person.email), "success")
