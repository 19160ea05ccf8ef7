"""A forgotten password: ask for a link, open it, set a new one."""

from flask import flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.core.languages import say
from registration.notices import account as notices
from registration.staff import resets, throttle
from registration.staff.errors import LinkUsedUp, PasswordRefused, TooManyAttempts
from registration.web.account.blueprint import blueprint
from registration.web.account.form_page import form_page, waiting_page
from registration.web.account.inputs import (
    NewPasswordInput,
    ResetRequestInput,
    explain_weakness,
)
from registration.web.account.pace import answer_evenly
from registration.web.shared import access


@blueprint.route("/account/forgotten", methods=["GET", "POST"])
@access.public
def reset_request() -> ResponseReturnValue:
    form = ResetRequestInput()
    if not form.validate_on_submit():
        return form_page("account/reset_request.html", form)
    now = clock.now()
    visitors = [throttle.address(request.remote_addr, purpose="reset")]
    try:
        throttle.check(visitors, now=now)
    except TooManyAttempts as refusal:
        return waiting_page("account/reset_request.html", form, refusal)
    answer_evenly()
    throttle.count_failure(visitors, now=now)
    asked = resets.request(form.email.data, now=now)
    if asked is not None:
        person, token = asked
        notices.password_reset(person, token=token, now=now)
    return redirect(url_for("account.reset_requested"), 303)


@blueprint.get("/account/forgotten/sent")
@access.public
def reset_requested() -> ResponseReturnValue:
    return render_template("account/reset_requested.html")


@blueprint.get("/account/reset/<token>")
@access.public
def reset_link(token: str) -> ResponseReturnValue:
    """Take the token out of the address, so that it stays in no history and no log after this."""
    session["reset"] = token
    return redirect(url_for("account.reset"), 303)


@blueprint.route("/account/reset", methods=["GET", "POST"])
@access.public
def reset() -> ResponseReturnValue:
    now, token = clock.now(), session.get("reset", "")
    if resets.find(token, now=now) is None:
        return render_template("account/reset_gone.html"), 404
    form = NewPasswordInput()
    if not form.validate_on_submit():
        return form_page("account/reset.html", form)
    try:
        person = resets.use(token, password=form.new_password.data, now=now)
    except PasswordRefused as refusal:
        explain_weakness(form.new_password, refusal)
        return form_page("account/reset.html", form)
    except LinkUsedUp:
        return render_template("account/reset_gone.html"), 404
    session.clear()
    notices.password_changed(person, now=now)
    flash(say(g.language, "Your password is changed. Sign in with the new one."), "success")
    return redirect(url_for("account.sign_in"), 303)
