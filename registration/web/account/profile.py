"""One's own account: language, password, where one is signed in."""

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.core.languages import say
from registration.notices import account as notices
from registration.staff import credentials, members, second_factor, sign_ins
from registration.staff.errors import PasswordRefused, TooManyAttempts
from registration.web.account import signed_in
from registration.web.account.blueprint import blueprint
from registration.web.account.browsers import describe
from registration.web.account.form_page import form_page, waiting_page
from registration.web.account.inputs import (
    ChangePasswordInput,
    LanguageInput,
    add_error,
    explain_weakness,
)
from registration.web.shared import access


@blueprint.get("/account")
@access.signed_in
def show() -> ResponseReturnValue:
    person, now = access.person_or_404(), clock.now()
    own = signed_in.own_sign_in(now=now)
    return render_template(
        "account/profile.html",
        form=LanguageInput(language=person.language),
        sign_ins=[
            (sign_in, describe(sign_in.browser, g.language), sign_in is own)
            for sign_in in sign_ins.open_sign_ins(person, now=now)
        ],
        second_factor_is_on=second_factor.is_on(person),
        recovery_codes_left=second_factor.recovery_codes_left(person),
    )


@blueprint.post("/account/language")
@access.signed_in
def change_language() -> ResponseReturnValue:
    form = LanguageInput()
    if not form.validate_on_submit():
        abort(422)
    chosen = form.language.data
    access.person_or_404().language = chosen
    flash(say(chosen, "Your language is saved."), "success")
    return redirect(url_for("account.show", language=chosen), 303)


@blueprint.route("/account/password", methods=["GET", "POST"])
@access.signed_in
def change_password() -> ResponseReturnValue:
    form = ChangePasswordInput()
    if not form.validate_on_submit():
        return form_page("account/password.html", form)
    person, now = access.person_or_404(), clock.now()
    try:
        if not credentials.check_again(person, form.password.data, now=now):
            add_error(form.password, say(g.language, "This is not your password."))
            return form_page("account/password.html", form)
        members.set_password(
            person,
            form.new_password.data,
            by=f"staff:{person.id}",
            now=now,
            keep=signed_in.own_sign_in(now=now),
        )
    except TooManyAttempts as refusal:
        return waiting_page("account/password.html", form, refusal)
    except PasswordRefused as refusal:
        explain_weakness(form.new_password, refusal)
        return form_page("account/password.html", form)
    notices.password_changed(person, now=now)
    flash(say(g.language, "Your password is changed. Other browsers are signed out."), "success")
    return redirect(url_for("account.show"), 303)


@blueprint.post("/account/sign-ins/<int:number>/end")
@access.signed_in
def end_sign_in(number: int) -> ResponseReturnValue:
    person, now = access.person_or_404(), clock.now()
    ended = next((row for row in sign_ins.open_sign_ins(person, now=now) if row.id == number), None)
    if ended is None:
        abort(404)
    sign_ins.end(ended, by=f"staff:{person.id}", now=now)
    flash(say(g.language, "This browser is signed out."), "success")
    return redirect(url_for("account.show"), 303)


@blueprint.post("/account/sign-ins/end-others")
@access.signed_in
def end_other_sign_ins() -> ResponseReturnValue:
    person, now = access.person_or_404(), clock.now()
    keep = signed_in.own_sign_in(now=now)
    sign_ins.end_all_others(person, keep=keep, by=f"staff:{person.id}", now=now)
    flash(say(g.language, "All other browsers are signed out."), "success")
    return redirect(url_for("account.show"), 303)
