"""Turning the second factor on and off; recovery codes."""

from flask import flash, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.core.crypto import Undecryptable
from registration.core.languages import say, text
from registration.notices import account as notices
from registration.programmes.catalogue import site
from registration.staff import credentials, second_factor, sign_ins
from registration.staff.errors import TooManyAttempts, WrongCode
from registration.staff.models import StaffMember
from registration.web.account import signed_in
from registration.web.account.blueprint import blueprint
from registration.web.account.form_page import form_page, waiting_page
from registration.web.account.inputs import PasswordAgainInput, TurnOnInput, add_error
from registration.web.shared import access

PENDING = "totp-pending"


@blueprint.route("/account/second-factor", methods=["GET", "POST"])
@access.signed_in
def turn_on_second_factor() -> ResponseReturnValue:
    person, now = access.person_or_404(), clock.now()
    if second_factor.is_on(person):
        return redirect(url_for("account.show"), 303)
    form, secret = TurnOnInput(), _pending_secret(person)
    shown = _shown(person, secret)
    if not form.validate_on_submit():
        return form_page("account/second_factor.html", form, **shown)
    try:
        if not _knows_password(person, form):
            return form_page("account/second_factor.html", form, **shown)
        codes = second_factor.turn_on(person, secret=secret, code=form.code.data, now=now)
    except TooManyAttempts as refusal:
        return waiting_page("account/second_factor.html", form, refusal, **shown)
    except WrongCode:
        add_error(form.code, say(g.language, "The app shows another code by now. Try that one."))
        return form_page("account/second_factor.html", form, **shown)
    session.pop("new_totp")
    _sign_out_elsewhere(person)
    notices.new_second_factor(person, change="on", now=now)
    return render_template("account/recovery_codes.html", codes=codes)


@blueprint.route("/account/second-factor/off", methods=["GET", "POST"])
@access.signed_in
def turn_off_second_factor() -> ResponseReturnValue:
    person, now, form = access.person_or_404(), clock.now(), PasswordAgainInput()
    if not second_factor.is_on(person):
        return redirect(url_for("account.show"), 303)
    try:
        if not form.validate_on_submit() or not _knows_password(person, form):
            return form_page("account/second_factor_off.html", form)
    except TooManyAttempts as refusal:
        return waiting_page("account/second_factor_off.html", form, refusal)
    second_factor.turn_off(person, by=f"staff:{person.id}", now=now)
    _sign_out_elsewhere(person)
    notices.new_second_factor(person, change="off", now=now)
    flash(say(g.language, "The second step is off. Your password alone signs you in."), "success")
    return redirect(url_for("account.show"), 303)


@blueprint.route("/account/second-factor/recovery-codes", methods=["GET", "POST"])
@access.signed_in
def new_recovery_codes() -> ResponseReturnValue:
    person, now, form = access.person_or_404(), clock.now(), PasswordAgainInput()
    if not second_factor.is_on(person):
        return redirect(url_for("account.show"), 303)
    try:
        if not form.validate_on_submit() or not _knows_password(person, form):
            return form_page("account/recovery_codes_new.html", form)
    except TooManyAttempts as refusal:
        return waiting_page("account/recovery_codes_new.html", form, refusal)
    codes = second_factor.renew_recovery_codes(person, now=now)
    notices.new_second_factor(person, change="codes", now=now)
    return render_template("account/recovery_codes.html", codes=codes)


def _pending_secret(person: StaffMember) -> str:
    """The secret that this browser shows; it waits in the session, encrypted, for a code."""
    try:
        return second_factor.unseal(session["new_totp"], person, place=PENDING)
    except (KeyError, ValueError, Undecryptable):
        secret = second_factor.new_secret()
        session["new_totp"] = second_factor.seal(secret, person, place=PENDING)
        return secret


def _shown(person: StaffMember, secret: str) -> dict[str, str]:
    issuer = text(site().name, g.language)
    return {
        "qr_code": second_factor.qr_code(secret, person, issuer=issuer),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    }


def _knows_password(person: StaffMember, form: PasswordAgainInput) -> bool:
    if credentials.check_again(person, form.password.data, now=clock.now()):
        return True
    add_error(form.password, say(g.language, "This is not your password."))
    return False


def _sign_out_elsewhere(person: StaffMember) -> None:
    now = clock.now()
    keep = signed_in.own_sign_in(now=now)
    sign_ins.end_all_others(person, keep=keep, by=f"staff:{person.id}", now=now)
